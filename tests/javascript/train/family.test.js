import assert from "node:assert/strict";
import { test } from "node:test";

import { compared, places } from "../../../playground/train/frontend/run/family.js";

/** @param {string} id @param {string} parent @param {number} departs @param {number} reaches */
const member = (id, parent, departs, reaches) => ({ id, parent, departs, reaches, words: "", state: "done" });

test("each branch begins where it departed, under the row of its parent", () => {
  const found = places([member("1", "", 0, 80), member("2", "1", 20, 80), member("4", "2", 40, 100), member("3", "1", 60, 60)]);
  assert.deepEqual(found, [
    { from: 0, length: 80, up: 0 },
    { from: 20, length: 60, up: 1 },
    { from: 40, length: 60, up: 1 },
    { from: 60, length: 0, up: 3 },
  ]);
});

test("runs that have not trained yet have their places", () => {
  assert.deepEqual(places([member("1", "", 0, 0)]), [{ from: 0, length: 0, up: 0 }]);
});

test("a run is compared with its parent, its branches and then the rest, six at most", () => {
  const family = [member("1", "", 0, 80), member("2", "1", 20, 80), member("4", "2", 40, 100), member("3", "1", 60, 60)];
  assert.deepEqual(compared(family, "1"), ["1", "2", "3", "4"]);
  assert.deepEqual(compared(family, "2"), ["1", "2", "4", "3"]);
  const many = [...family, ...["5", "6", "7", "8"].map((id) => member(id, "3", 60, 70))];
  assert.deepEqual(compared(many, "3"), ["1", "3", "5", "6", "7", "8"]);
});
