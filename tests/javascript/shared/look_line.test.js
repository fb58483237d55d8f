// The line with the run that the teacher shows.

import assert from "node:assert/strict";
import { test } from "node:test";

import { told } from "../../../playground/shared/frontend/look_line.js";

const LOOK = { run: "00012-mnist-quick-seed0", number: "00012", owner: "amber fox", recipe: "quick" };

test("it leads to the run from every page but the run's own", () => {
  assert.deepEqual(told(LOOK, { page: "lab", run: "" }), { words: "Look at this: run 00012, quick of amber fox.", leads: true });
  assert.equal(told(LOOK, { page: "train", run: "00011-x" }).leads, true);
  assert.equal(told(LOOK, { page: "train", run: LOOK.run }).leads, false);
  assert.equal(told({ ...LOOK, owner: "" }, { page: "", run: "" }).words, "Look at this: run 00012, quick.");
});

test("without one it says nothing", () => {
  assert.deepEqual(told({}, { page: "train", run: "" }), { words: "", leads: false });
});
