import assert from "node:assert/strict";
import { test } from "node:test";

import { firstMoments } from "../../../playground/shared/frontend/static_site/timeline.js";

test("a finding is marked where it first holds, and not where it never does", () => {
  assert.deepEqual(firstMoments([0, 10, 20, 30], [[], [1], [0, 1], [0]], 3), [20, 10, null]);
});
