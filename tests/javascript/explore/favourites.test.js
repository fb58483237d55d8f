import assert from "node:assert/strict";
import { test } from "node:test";

import { seedsOf } from "../../../playground/explore/frontend/controls/favourites.js";

test("only a favourite that is one seed can be followed, each once", () => {
  const points = ["12", "10:0.7,13:0.7", "@12.5:3.25", "12~c3", "7~e0:1.25", "42~c3:0.5,4:0.5", "9~s0.8"];
  assert.deepEqual(seedsOf(points), [12, 42]);
});
