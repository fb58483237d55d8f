// The plan of an hour on the teacher's page.

import assert from "node:assert/strict";
import { test } from "node:test";

import { blockNow, labLink, minutesOf } from "../../../playground/classroom/frontend/teacher_plan.js";

test("the minutes of a block begin where those before it end", () => {
  assert.deepEqual(minutesOf(/** @type {any} */ ([{ minutes: 4 }, { minutes: 5 }, { minutes: 7 }])), ["0–4", "4–9", "9–16"]);
});

test("the class is in the block that its state names, or in none", () => {
  const blocks = [{ title: "a" }, { title: "b" }], at = (/** @type {any} */ block) => blockNow(/** @type {any} */ ({ blocks, block }));
  assert.deepEqual([at(null), at({ number: 2 })], [undefined, blocks[1]]);
});

test("the teacher's lab knows its class, and the key stands behind #", () => {
  assert.match(labLink("amber-fox-42", "0".repeat(32), "seed-7"), /\/lab\?class=amber-fox-42&lab=seed-7#teacher=0{32}$/);
  assert.match(labLink("amber-fox-42", "0".repeat(32)), /\/lab\?class=amber-fox-42#teacher=/);
});
