import assert from "node:assert/strict";
import { test } from "node:test";

import { momentAfter, momentAt, whenText } from "../../../playground/train/frontend/timeline/moments.js";

const MOMENTS = [0, 1000, 2150, 3472];

test("going to a number of images goes to the next moment that has a grid", () => {
  assert.equal(momentAfter(MOMENTS, 0), 0);
  assert.equal(momentAfter(MOMENTS, 1000), 1);
  assert.equal(momentAfter(MOMENTS, 1001), 2);
  assert.equal(momentAfter(MOMENTS, 9999), 3);
  assert.equal(momentAfter([], 5), -1);
});

test("an index beyond the ends is the nearest moment", () => {
  assert.equal(momentAt(MOMENTS, -3), 0);
  assert.equal(momentAt(MOMENTS, 2), 2150);
  assert.equal(momentAt(MOMENTS, 99), 3472);
  assert.equal(momentAt([], 0), undefined);
});

test("a moment in words", () => {
  assert.equal(whenText(0, 60000), "before training");
  assert.equal(whenText(30000, 60000), "epoch 0.50");
});
