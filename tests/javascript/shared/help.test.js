// Which title is shown, whether a tap is free to show it, and where.

import assert from "node:assert/strict";
import { test } from "node:test";

import { isOperated, offerHelp, place, titledOf } from "../../../playground/shared/frontend/help.js";

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

/** The listeners of a page on which a long press on a button has just shown its title. */
function afterLongPress(/** @type {import("node:test").TestContext} */ context) {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const rectangle = { left: 0, top: 0, bottom: 0, width: 0, height: 0 };
  /** @type {Record<string, (event: object) => void>} */
  const listeners = {};
  const addEventListener = (/** @type {string} */ name, /** @type {() => void} */ listener) => { listeners[name] = listener; };
  Object.assign(globalThis, { document: { addEventListener, documentElement: { clientWidth: 390 } } });
  const bubble = { style: {}, matches: () => false, showPopover() {}, getBoundingClientRect: () => rectangle };
  offerHelp(/** @type {any} */ (bubble));
  const button = Object.assign(new Element("button", "help"), { getBoundingClientRect: () => rectangle });
  const event = { composedPath: () => path(button), clientX: 0, clientY: 0 };
  listeners.pointerdown({ ...event, pointerType: "touch" });
  context.mock.timers.tick(450);
  let operated = 0;
  const click = () => {
    let stopped = false;
    const stop = () => { stopped = true; };
    listeners.click({ ...event, preventDefault: stop, stopPropagation: stop });
    if (!stopped) operated++;
    return operated;
  };
  return { listeners, event, click };
}

test("the click that ends a long press operates nothing, the one after it does", (context) => {
  const { click } = afterLongPress(context);
  assert.equal(click(), 0);
  assert.equal(click(), 1);
});

for (const [name, more] of Object.entries({ pointerdown: { pointerType: "mouse" }, pointercancel: {}, keydown: {} })) {
  test(`a long press without a click swallows no click after a ${name}`, (context) => {
    const { listeners, event, click } = afterLongPress(context);
    listeners[name]({ ...event, ...more });
    assert.equal(click(), 1);
  });
}
