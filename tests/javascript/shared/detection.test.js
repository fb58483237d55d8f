// Signal detection: closed cases, coverage of the intervals by simulation, the area by hand.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  areaUnderRoc, change, detection, interval, normalBelow, normalQuantile, pooled, shares, signed, tableOf, Z95,
} from "../../../playground/shared/frontend/detection.js";
import { permutation } from "../../../playground/game/frontend/rounds.js";

const near = (/** @type {number} */ a, /** @type {number} */ b, within = 1e-9) => assert.ok(Math.abs(a - b) < within, `${a}, not ${b}`);
const table = (/** @type {number} */ hits, /** @type {number} */ falseAlarms, of = 10) => ({ hits, misses: of - hits, falseAlarms, rejections: of - falseAlarms });

test("the quantile is the inverse of the distribution, far into its tails", () => {
  for (const p of [1e-6, 1e-3, 0.025, 0.3, 0.5, 0.841, 0.999, 1 - 1e-6]) near(normalBelow(normalQuantile(p)), p, 1e-12);
  near(normalQuantile(0.975), Z95);
  assert.equal(normalQuantile(0.5), 0);
});

test("d' and c of a guesser, of a perfect player, and of one who always says the same", () => {
  near(detection(table(5, 5)).d.value, 0);
  near(detection(table(10, 0)).d.value, 3.38, 0.01); // the most that ten of each can show
  near(detection(table(10, 0)).c.value, 0);
  const trusting = detection(table(10, 10));
  near(trusting.d.value, 0);
  assert.ok(trusting.c.value < -1.6 && detection(table(0, 0)).c.value > 1.6);
  near(detection(table(5, 5)).d.se, 0.53, 0.02);
  near(detection(table(10, 10, 20)).d.se, 0.39, 0.02);
});

test("the intervals of d' and c hold the truth in 93 to 97% of rounds", () => {
  for (const of of [10, 20, 300]) {
    let [rounds, holdD, holdC] = [0, 0, 0];
    const draws = permutation(of > 100 ? 400 : 4000, `coverage ${of}`);
    const uniform = (/** @type {number} */ at) => (draws[at % draws.length] + 0.5) / draws.length;
    let state = 12345;
    const random = () => { state = (Math.imul(state, 1664525) + 1013904223) >>> 0; return state / 2 ** 32; };
    for (let at = 0; at < draws.length; at++) {
      const [d, c] = [2.5 * uniform(at), 1.2 * uniform(at * 7 + 3) - 0.6]; // a class is about there
      const count = (/** @type {number} */ p) => { let sum = 0; for (let one = 0; one < of; one++) sum += Number(random() < p); return sum; };
      const found = detection(table(count(normalBelow(d / 2 - c)), count(normalBelow(-d / 2 - c)), of));
      rounds++;
      holdD += Number(found.d.low <= d && d <= found.d.high);
      holdC += Number(found.c.low <= c && c <= found.c.high);
    }
    for (const share of [holdD / rounds, holdC / rounds]) assert.ok(share >= 0.93 && share <= 0.97 + (of > 100 ? 0.01 : 0), `${of}: ${share}`);
  }
});

test("shares have Wilson's interval, also where all answers are alike", () => {
  const { sensitivity, specificity, accuracy } = shares(table(10, 10));
  assert.deepEqual([sensitivity.value, specificity.value, accuracy.value], [1, 0, 0.5]);
  near(sensitivity.low, 0.7225, 1e-4); // 1 / (1 + 1.96^2 / 10)
  near(specificity.high, 1 - 0.7225, 1e-4);
  near(sensitivity.high, 1);
  near(specificity.low, 0);
});

test("the area counts pairs, ties half, and its interval has a width at 1", () => {
  assert.equal(areaUnderRoc([3, 2], [1, 2]).value, 3.5 / 4);
  assert.equal(areaUnderRoc([1, 1], [1, 1]).value, 0.5);
  const perfect = areaUnderRoc([2, 3, 4, 5, 6, 7, 8, 9, 10, 11], Array(10).fill(0));
  assert.ok(perfect.value === 1 && perfect.high === 1 && perfect.low > 0.6 && perfect.low < 0.9);
  const reversed = areaUnderRoc([0, 0], [1, 1]);
  assert.ok(reversed.value === 0 && reversed.low === 0 && reversed.high > 0.2);
});

test("a change is the difference with both errors, and a pool the sum", () => {
  const [before, after] = [table(6, 5), table(9, 2)];
  const { d } = change(before, after);
  near(d.value, detection(after).d.value - detection(before).d.value);
  near((d.high - d.low) / (2 * Z95), Math.hypot(detection(before).d.se, detection(after).d.se));
  assert.deepEqual(pooled([before, after]), { hits: 15, misses: 5, falseAlarms: 7, rejections: 13 });
});

test("answers become a table", () => {
  const answer = (/** @type {boolean} */ isReal, /** @type {boolean} */ saidReal) => ({ isReal, saidReal });
  assert.deepEqual(
    tableOf([answer(true, true), answer(true, false), answer(false, true), answer(false, true), answer(false, false)]),
    { hits: 1, misses: 1, falseAlarms: 2, rejections: 1 },
  );
});

test("numbers read as numbers", () => {
  assert.equal(signed(-0.04), "0.0");
  assert.equal(signed(-1.25), "−1.3");
  assert.equal(interval({ value: 1, low: -0.3, high: 2.3 }), "1.0 (−0.3 to 2.3)");
});
