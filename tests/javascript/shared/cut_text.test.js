// A title repeats a text only where it is cut.

import assert from "node:assert/strict";
import { test } from "node:test";

import { titleFor } from "../../../playground/shared/frontend/cut_text.js";

test("the whole text where there is no room for it", () => {
  assert.equal(titleFor({ text: "Fashion-MNIST", needed: 120, room: 80 }), "Fashion-MNIST");
  assert.equal(titleFor({ text: "MNIST", needed: 80, room: 80 }), "");
});
