import assert from "node:assert/strict";
import { test } from "node:test";

import {
  interpolated, lastOfEach, lastUpTo, quantile, smoothed, strideFor, thinned,
} from "../../../playground/train/frontend/curves/columns.js";

const range = (/** @type {number} */ count) => Array.from({ length: count }, (_, index) => index);

test("smoothing gives a constant back and starts at the first value", () => {
  assert.deepEqual(smoothed([2, 2, 2], 0.9), [2, 2, 2]);
  assert.equal(smoothed([5, 0], 0.9)[0], 5);
});

test("smoothing weighs an earlier value `keep` times less with each step", () => {
  const [, second] = smoothed([1, 0], 0.5);
  assert.equal(second, 1 / 3); // 0.5 against 1, normalised
});

test("smoothing leaves gaps as they are and goes on behind them", () => {
  const [first, gap, third] = smoothed([1, null, 0], 0.5);
  assert.equal(first, 1);
  assert.equal(gap, null);
  assert.equal(third, 1 / 3);
});

test("without smoothing the values are the same", () => {
  const values = [3, null, 1];
  assert.equal(smoothed(values, 0), values);
});

test("few values in sight are drawn one by one, many as means", () => {
  assert.equal(strideFor(range(360), -Infinity, Infinity), 1);
  assert.equal(strideFor(range(361), -Infinity, Infinity), 2);
  assert.equal(strideFor(range(3600), 0, 359), 1);
});

test("a very long curve is thinned even where little of it is in sight", () => {
  assert.equal(strideFor(range(8000), 0, 10), 2);
});

test("thinning takes means of neighbours, the last group as it is", () => {
  assert.deepEqual(thinned([1, 3, 5, 7, 9], 2), [2, 6, 9]);
  assert.deepEqual(thinned([null, 3, null, null], 2), [3, null]);
  const values = [1, 2];
  assert.deepEqual(thinned(values, 1), values);
  assert.notEqual(thinned(values, 1), values);
});

test("x of a thinned point is the last of its group", () => {
  assert.deepEqual(lastOfEach([1, 2, 3, 4, 5], 2), [2, 4, 5]);
  assert.deepEqual(lastOfEach([1, 2, 3], 1), [1, 2, 3]);
  assert.equal(lastOfEach(range(7), 3).length, thinned(range(7), 3).length);
});

test("a quantile skips what is no number", () => {
  const values = [null, NaN, ...range(100)];
  assert.equal(quantile(values, 0.01), 1);
  assert.equal(quantile(values, 0.99), 99);
  assert.equal(quantile(values, 1), 99);
  assert.equal(quantile([null], 0.5), undefined);
});

test("the last value up to a limit", () => {
  assert.equal(lastUpTo([1, 3, 5], 0), -1);
  assert.equal(lastUpTo([1, 3, 5], 1), 0);
  assert.equal(lastUpTo([1, 3, 5], 4), 1);
  assert.equal(lastUpTo([1, 3, 5], 9), 2);
  assert.equal(lastUpTo([], 9), -1);
});

test("between two known points it goes straight, from 0 to the first, level after the last", () => {
  const [x, y] = [[10, 20], [1, 3]];
  assert.equal(interpolated(x, y, 15), 2);
  assert.equal(interpolated(x, y, 5), 0.5);
  assert.equal(interpolated(x, y, 99), 3);
  assert.equal(interpolated([], [], 5), 0);
  assert.equal(interpolated([10, 10], [1, 3], 10), 3);
});
