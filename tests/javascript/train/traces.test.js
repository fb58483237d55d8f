import assert from "node:assert/strict";
import { test } from "node:test";

import { csvText } from "../../../playground/train/frontend/curves/curve_export.js";
import { curveTraces, metricTraces } from "../../../playground/train/frontend/curves/traces.js";

/** @type {import("../../../playground/train/frontend/curves/traces.js").Curve} */
const CURVE = { panel: "output", name: "D(x), real", colour: "blue", width: 2, values: [1, 3, 5, 7] };

test("a curve is one line of means", () => {
  const [line, ...others] = curveTraces(CURVE, [10, 20, 30, 40], 2, 0);
  assert.deepEqual([line.x, line.y, line.yaxis, others], [[20, 40], [2, 6], "y2", []]);
});

test("a smoothed curve has its values behind it", () => {
  const [smooth, values] = curveTraces(CURVE, [10, 20, 30, 40], 1, 0.5);
  assert.deepEqual(values.y, [1, 3, 5, 7]);
  assert.equal(smooth.y[0], 1);
  assert.ok(Number(smooth.y[3]) < 7);
});

test("a metric has a star at its best", () => {
  const rows = [{ images_seen: 10, fd: 5, samples: 100 }, { images_seen: 20, fd: 2, samples: 100 }];
  const colours = { text: "black", g: "orange" };
  const [line, star] = metricTraces(rows, { key: "fd", name: "KID", best: 20 }, (seen) => seen / 10, colours);
  assert.deepEqual([line.x, line.y, line.yaxis], [[1, 2], [5, 2], "y3"]);
  assert.deepEqual([star.x, star.y], [[2], [2]]);
  assert.deepEqual(metricTraces(rows, { key: "fd", name: "KID", best: undefined }, Number, colours)[1].x, []);
});

test("what a row lacks stays empty in the CSV", () => {
  assert.equal(csvText(["a", "b"], [{ a: 1, b: 2 }, { a: null }]), "a,b\n1,2\n,\n");
});
