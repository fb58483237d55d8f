import assert from "node:assert/strict";
import { test } from "node:test";

import { forStudents, learn } from "../../../playground/learn/frontend/addresses.js";

const OPENED = "?lesson=4&teacher=1&class=AB12&lock=lr_G&hide=slow&sheet=1";
const query = (/** @type {string} */ address) => Object.fromEntries(new URL(address).searchParams);

test("a lesson's address keeps how the page was opened", () => {
  assert.deepEqual(query(learn({ lesson: "5" }, OPENED)), { teacher: "1", class: "AB12", lock: "lr_G", hide: "slow", lesson: "5" });
});

test("the address on a sheet leads students to the same lesson without the teacher's notes", () => {
  assert.deepEqual(query(forStudents({ lesson: "4", seed: "7" }, OPENED)), { class: "AB12", lock: "lr_G", hide: "slow", lesson: "4", seed: "7" });
  assert.deepEqual(query(forStudents({ lesson: "4" }, "?teacher=1&lock=lr_G")), { lock: "lr_G", lesson: "4" });
});
