// What the Draw page says of a set, and the addresses it leads to.

import assert from "node:assert/strict";
import { test } from "node:test";

import { countWords, pageQuery, trainQuery } from "../../../playground/draw/frontend/words.js";

const classes = (/** @type {number} */ count) => Array.from({ length: count }, (_, place) => ({ name: `${place}`, count: 1 }));

test("below the least number it says of how many", () => {
  assert.equal(countWords({ total: 0, classes: [] }, 10), "0 of at least 10");
  assert.equal(countWords({ total: 9, classes: classes(2) }, 10), "9 of at least 10");
});

test("from there on it counts drawings, and classes where there are several", () => {
  assert.equal(countWords({ total: 10, classes: classes(1) }, 10), "10 drawings");
  assert.equal(countWords({ total: 1234, classes: classes(3) }, 10), "1,234 drawings in 3 classes");
});

test("the form is filled with the set and the settings, whatever script the set is named in", () => {
  const query = new URLSearchParams(trainQuery("猫 & co", { recipe: "quick", minutes: "2" }));
  assert.equal(query.toString(), "recipe=quick&minutes=2&dataset=drawn%3A%E7%8C%AB+%26+co");
});

test("the address names the set, and the class where there is one", () => {
  assert.equal(pageQuery("our class", ""), "set=our+class");
  assert.equal(pageQuery("our class", "Äpfel"), "set=our+class&class=%C3%84pfel");
});
