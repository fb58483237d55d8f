import assert from "node:assert/strict";
import { test } from "node:test";

import { lastBefore, nearestTo } from "../../../playground/train/frontend/timeline/fork_button.js";

const CHECKPOINTS = [1000, 2200, 5000];

test("a press forks at the checkpoint nearest to the moment shown", () => {
  assert.equal(nearestTo(CHECKPOINTS, 0), 1000);
  assert.equal(nearestTo(CHECKPOINTS, 1600), 1000); // the earlier one of two
  assert.equal(nearestTo(CHECKPOINTS, 1601), 2200);
  assert.equal(nearestTo(CHECKPOINTS, 9999), 5000);
  assert.equal(nearestTo([], 5), undefined);
});

test("a finding is forked at the last checkpoint before it began", () => {
  assert.equal(lastBefore(CHECKPOINTS, 4999), 2200);
  assert.equal(lastBefore(CHECKPOINTS, 5000), 5000);
  assert.equal(lastBefore(CHECKPOINTS, 999), undefined);
  assert.equal(lastBefore(CHECKPOINTS, -1), undefined);
});
