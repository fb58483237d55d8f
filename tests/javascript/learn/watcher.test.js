import assert from "node:assert/strict";
import { test } from "node:test";

import { watcher } from "../../../playground/learn/frontend/stages/watcher.js";

/** @type {any} */
const stage = { steps: 100, see: { name: "js", is: "<=", value: 0.5 } };

/** @param {[number, number][]} rows step and JS @param {number} [from] */
function watched(rows, from = 0) {
  /** @type {string[]} */
  const told = [];
  const watch = watcher(stage, from, from + 100, { onSeen: () => told.push("seen"), onLate: () => told.push("late") });
  for (const [step, js] of rows) watch({ step, js, mean_x: 0, mean_y: 0, modes: 0, loss_D: 0, loss_G: 0 });
  return told;
}

test("it is seen once, and not before it has run long enough", () => {
  assert.deepEqual(watched([[50, 0.1], [99, 0.1]]), []);
  assert.deepEqual(watched([[100, 0.1], [150, 0.1]]), ["seen"]);
});

test("what the link had come to does not count", () => {
  assert.deepEqual(watched([[300, 0.1]], 300), []);
  assert.deepEqual(watched([[399, 0.1], [400, 0.1]], 300), ["seen"]);
});

test("where it does not happen one may go on, told once; and it may still happen", () => {
  assert.deepEqual(watched([[100, 0.9], [149, 0.9]]), []);
  assert.deepEqual(watched([[150, 0.9], [200, 0.9], [250, 0.2]]), ["late", "seen"]);
});
