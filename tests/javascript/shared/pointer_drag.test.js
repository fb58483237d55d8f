import assert from "node:assert/strict";
import { test } from "node:test";

import { isSideways } from "../../../playground/shared/frontend/pointer_drag.js";

test("a finger drags where it begins sideways, and scrolls where it begins up or down", () => {
  assert.ok(isSideways(12, 3) && isSideways(-12, 11));
  assert.ok(!isSideways(12, 12) && !isSideways(0, -30));
  assert.ok(!isSideways(9, 0)); // a tap is not that steady
});
