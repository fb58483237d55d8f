// What the Draw page says of a set, and the addresses it leads to.

import assert from "node:assert/strict";
import { test } from "node:test";

import { countWords, pageQuery, trainQuery } from "../../../playground/draw/frontend/words.js";

const classes = (/** @type {number} */ count) => Array.from({ length: count }, (_, place) => ({ name: `${place}`, count: 1 }));

test("below the least number it says of how many", () => {
  assert.equal(countWords({ total: 0, classes: [] }, { least: 10, shown: 0 }), "0 of at least 10");
  assert.equal(countWords({ total: 9, classes: classes(2) }, { least: 10, shown: 9 }), "9 of at least 10");
});

test("from there on it counts drawings, and classes where there are several", () => {
  assert.equal(countWords({ total: 10, classes: classes(1) }, { least: 10, shown: 10 }), "10 drawings");
  assert.equal(countWords({ total: 120, classes: classes(3) }, { least: 10, shown: 120 }), "120 drawings in 3 classes");
});

test("of a large set it says how many are on the page", () => {
  const words = countWords({ total: 1234, classes: classes(1) }, { least: 10, shown: 200 });
  assert.equal(words, "1,234 drawings, the newest 200 shown");
});

test("the form is filled with the set and the settings, whatever script the set is named in", () => {
  const query = new URLSearchParams(trainQuery("猫 & co", { recipe: "quick", minutes: "2" }));
  assert.equal(query.toString(), "recipe=quick&minutes=2&dataset=drawn%3A%E7%8C%AB+%26+co");
});

test("the address names the set, and the class where there is one", () => {
  assert.equal(pageQuery("", { set: "our class", class: "" }), "set=our+class");
  assert.equal(pageQuery("", { set: "our class", class: "Äpfel" }), "set=our+class&class=%C3%84pfel");
});

test("what others have in the address stays there", () => {
  const query = pageQuery("?embed=true&set=before&class=cat", { set: "now", class: "" });
  assert.equal(query, "embed=true&set=now");
});
