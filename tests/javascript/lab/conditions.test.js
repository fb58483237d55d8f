import assert from "node:assert/strict";
import { test } from "node:test";

import { History, holds, namesIn } from "../../../playground/lab/frontend/engine/conditions.js";

const NUMBERS = { modes: 3, js: 0.4, js_best: 0.1, empty: NaN };

test("operators, all, any, not, and another number as the value", () => {
  const is = (/** @type {any} */ condition) => holds(condition, NUMBERS);
  assert.ok(is({ name: "modes", is: "<=", value: 3 }) && is({ name: "modes", is: "=", value: 3 }));
  assert.ok(!is({ name: "modes", is: "<", value: 3 }) && !is({ name: "modes", is: ">", value: 3 }));
  assert.ok(is({ name: "js", is: ">", value: "js_best", times: 2 }));
  assert.ok(!is({ name: "js", is: ">", value: "js_best", times: 5 }));
  assert.ok(is({ all: [{ name: "modes", is: ">=", value: 3 }, { not: { name: "js", is: ">", value: 1 } }] }));
  assert.ok(is({ any: [{ name: "modes", is: ">", value: 3 }, { name: "js", is: "<", value: 1 }] }));
});

test("a number that is missing or NaN meets nothing", () => {
  for (const is of ["<", "<=", ">", ">=", "="]) {
    for (const name of ["missing", "empty"]) assert.ok(!holds({ name, is, value: 0 }, NUMBERS));
    assert.ok(!holds({ name: "js", is, value: "missing" }, NUMBERS));
  }
});

test("what is no condition is refused", () => {
  for (const wrong of [{}, { name: "js" }, { name: "js", is: "~", value: 1 },
    { name: "js", is: "constructor", value: 1 }]) {
    assert.throws(() => holds(wrong, NUMBERS), /A condition needs a name/);
  }
});

test("the names a condition speaks of", () => {
  assert.deepEqual(namesIn({ all: [{ name: "a", is: "<", value: "b" },
    { not: { name: "c", is: "<", value: 1 } }] }), ["a", "b", "c"]);
});

test("a history knows the best score, and the last ten", () => {
  const history = new History();
  /** @type {Record<string, number>} */
  let numbers = {};
  for (let k = 0; k < 20; k++) {
    const js = k === 4 ? 0.1 : 0.5 + (k % 2) / 10;
    numbers = history.add({ step: 100 * k, loss_D: 1, loss_G: k },
      { js, modes: k === 2 ? 8 : 3, mean_x: k % 2, mean_y: 0 });
  }
  const { js_best, js_best_step, js_since, modes_most, loss_swing, wander, modes_mean } = numbers;
  assert.deepEqual({ js_best, js_best_step, js_since, modes_most, loss_swing, wander, modes_mean },
    { js_best: 0.1, js_best_step: 400, js_since: 1500, modes_most: 8, loss_swing: 9, wander: 9,
      modes_mean: 3 });
  assert.ok(Math.abs(numbers.js_swing - 0.1) < 1e-12 && Math.abs(numbers.js_mean - 0.55) < 1e-12);
});
