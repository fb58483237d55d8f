import assert from "node:assert/strict";
import { test } from "node:test";

import {
  bestRow, figure, floorOf, idealText, percent, rowAt, shares,
} from "../../../playground/train/frontend/metrics/metric_values.js";

/** @typedef {import("../../../playground/train/frontend/types.js").Metric} Metric */
/** @type {(key: string, better: Metric["better"], ideal?: string) => Metric} */
const metric = (key, better, ideal = "") => ({ key, name: key, ideal, better, about: "" });

test("numbers have a sensible number of digits", () => {
  assert.equal(figure(0), "0");
  assert.equal(figure(12345), "12,345");
  assert.equal(figure(0.66312), "0.663");
  assert.equal(figure(-3.7731), "-3.773");
  assert.equal(figure(22.21), "22.2");
  assert.equal(figure(0.00123), "1.2e-3");
  assert.equal(percent(0.1234), "12.3%");
});

test("the ideal is what real images score, or else the ideal value", () => {
  const row = { images_seen: 1, samples: 1000, fd: 9, fd_floor: 0.9, coverage: 0.5, coverage_real: 0.97 };
  assert.equal(floorOf(row, "fd"), 0.9);
  assert.equal(floorOf(row, "kid"), undefined);
  assert.equal(floorOf(undefined, "fd"), undefined);
  assert.equal(idealText(row, metric("fd", "low", "0")), "(0.900)");
  assert.equal(idealText(row, metric("coverage", "high", "1")), "(0.970)");
  assert.equal(idealText(row, metric("diversity", "one", "1")), "(1)");
  assert.equal(idealText(row, metric("distinct", "high", "all")), "(1000)");
  assert.equal(idealText(row, metric("grad_norm_G", "")), "");
});

test("shares add up to 1, and zeros stay zeros", () => {
  assert.deepEqual(shares([1, 3]), [0.25, 0.75]);
  assert.deepEqual(shares([0, 0]), [0, 0]);
});

test("a moment has the newest evaluation up to it", () => {
  const rows = [{ images_seen: 10 }, { images_seen: 20 }];
  assert.equal(rowAt(rows, 9), undefined);
  assert.equal(rowAt(rows, 10), rows[0]);
  assert.equal(rowAt(rows, 99), rows[1]);
});

test("the best moment is the lowest, the highest or the one nearest to 1, training begun", () => {
  const rows = [
    { images_seen: 0, fd: 0.1, coverage: 2, diversity: 1 },
    { images_seen: 10, fd: 9, coverage: 0.2, diversity: 1.5 },
    { images_seen: 20, fd: 3, coverage: 0.8, diversity: 0.7 },
    { images_seen: 30, fd: 4, coverage: 0.7, diversity: 0.2 },
  ];
  assert.equal(bestRow(rows, metric("fd", "low"))?.images_seen, 20);
  assert.equal(bestRow(rows, metric("coverage", "high"))?.images_seen, 20);
  assert.equal(bestRow(rows, metric("diversity", "one"))?.images_seen, 20);
  assert.equal(bestRow(rows, metric("grad_norm_G", "")), undefined);
  assert.equal(bestRow(rows, metric("kid", "low")), undefined);
  assert.equal(bestRow(rows, undefined), undefined);
});

test("of two equally good moments the earlier one is the best", () => {
  const rows = [{ images_seen: 10, fd: 3 }, { images_seen: 20, fd: 3 }];
  assert.equal(bestRow(rows, metric("fd", "low"))?.images_seen, 10);
});
