import assert from "node:assert/strict";
import { test } from "node:test";

import { exampleWords } from "../../../playground/explore/frontend/tabs/arithmetic.js";

test("the example says what there is to see, and nothing where nothing was found", () => {
  const words = exampleWords({ mix: "1;2;3", from_a: "more at the sides", from_c: "brighter" });
  assert.match(words, /A differs from B: more at the sides\. C differs from B: brighter\. The result has both\.$/);
  assert.equal(exampleWords({ mix: "1;2;3", from_a: "", from_c: "" }), "");
});
