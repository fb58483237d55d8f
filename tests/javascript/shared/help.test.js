// Which title is shown, whether a tap is free to show it, and where.

import assert from "node:assert/strict";
import { test } from "node:test";

import { isOperated, place, titledOf } from "../../../playground/shared/frontend/help.js";

/** As much of an element as help asks for. */
class Element {
  /** @param {string} tag @param {string} [title] */
  constructor(tag, title) {
    this.tag = tag;
    this.title = title;
  }

  getAttribute() { return this.title ?? null; }

  /** @param {string} selector */
  matches(selector) { return selector.split(",").includes(this.tag); }
}
Object.assign(globalThis, { Element });

/** @param {unknown[]} elements */
const path = (...elements) => /** @type {EventTarget[]} */ ([...elements, { document: true }]);

test("the innermost title counts, an empty one does not", () => {
  const inner = new Element("b"), empty = new Element("i", " "), outer = new Element("p", "outer");
  assert.equal(titledOf(path(inner, empty, outer, new Element("div", "far"))), outer);
  assert.equal(titledOf(path(inner)), null);
});

test("a tap shows the title of a word, not of what it operates", () => {
  const word = new Element("b"), titled = new Element("p", "help"), button = new Element("button", "press");
  const of = (/** @type {unknown[]} */ ...elements) => {
    const all = path(...elements), found = titledOf(all);
    assert.ok(found);
    return isOperated(all, found);
  };
  assert.equal(of(word, titled), false);
  assert.equal(of(word, titled, button), false); // the title lies inside, the button around it has another
  assert.equal(of(word, button), true);
  assert.equal(of(new Element("input"), titled), true);
});

const bubble = { width: 200, height: 40 };
const view = { width: 390 };

test("a bubble lies above its element and inside the window", () => {
  assert.deepEqual(place({ left: 100, top: 300, bottom: 330, width: 60 }, bubble, view), { left: 30, top: 252 });
  assert.equal(place({ left: 0, top: 300, bottom: 330, width: 20 }, bubble, view).left, 8);
  assert.equal(place({ left: 370, top: 300, bottom: 330, width: 20 }, bubble, view).left, 182);
  assert.equal(place({ left: 100, top: 20, bottom: 50, width: 60 }, bubble, view).top, 58);
});
