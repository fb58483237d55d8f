import assert from "node:assert/strict";
import { test } from "node:test";

import { marksUntil, onGrid, overCurves } from "../../../playground/train/frontend/marks/mark_places.js";
import { knownUntil } from "../../../playground/train/frontend/findings/finding_moments.js";
import { statusUntil } from "../../../playground/train/frontend/run/progress.js";
import {
  lengthOf, newestIndex, rateOf, rowsUntil, seenAfter, startAt,
} from "../../../playground/train/frontend/timeline/replay.js";

const COLUMNS = { images_seen: [1000, 2000, 4000], seconds: [10, 30, 40] };

test("a speed is a number of times the recorded one, or takes 30 s for the whole run", () => {
  assert.equal(rateOf("1", 40), 1);
  assert.equal(rateOf("16", 40), 16);
  assert.equal(rateOf("whole", 40), 40 / 30);
  assert.equal(rateOf("nonsense", 60), 2);
});

test("recorded seconds and images seen lead to each other", () => {
  assert.equal(lengthOf(COLUMNS), 40);
  assert.equal(lengthOf({ seconds: [] }), 0);
  assert.equal(seenAfter(COLUMNS, 0), 0);
  assert.equal(seenAfter(COLUMNS, 5), 500);
  assert.equal(seenAfter(COLUMNS, 20), 1500);
  assert.equal(seenAfter(COLUMNS, 99), 4000);
  for (const seconds of [0, 3, 10, 25, 39]) {
    assert.ok(Math.abs(startAt(COLUMNS, seenAfter(COLUMNS, seconds)) - seconds) < 0.02);
  }
});

test("a replay starts where the timeline is, and from the end at the beginning", () => {
  assert.equal(startAt(COLUMNS, 2000), 30);
  assert.equal(startAt(COLUMNS, 4000), 0);
});

test("the grid shown is the newest that had come", () => {
  const moments = [0, 1000, 2150];
  assert.deepEqual([0, 999, 1000, 2149, 9999].map((seen) => newestIndex(moments, seen)), [0, 0, 1, 1, 2]);
  assert.equal(newestIndex([500], 3), 0);
});

test("rows and findings that came later are not there yet", () => {
  const rows = [{ images_seen: 0 }, { images_seen: 5 }, { images_seen: 9 }];
  assert.equal(rowsUntil(rows, undefined).length, 3);
  assert.deepEqual(rowsUntil(rows, 5).map((row) => row.images_seen), [0, 5]);
  const moments = rows.map((row) => ({ ...row, findings: [] }));
  assert.deepEqual(knownUntil(moments, [], 5), [moments.slice(0, 2), []]);
  const latest = /** @type {any[]} */ ([{ kind: "collapse" }]);
  assert.deepEqual(knownUntil(moments, latest, 5)[1], []);
  assert.equal(knownUntil(moments, latest, undefined)[1], latest);
});

test("the status of a moment has the share of the run up to there", () => {
  const status = { state: "failed", error: "diverged", images_seen: 4000, images_per_epoch: 1000, progress: 0.5, seconds: 41 };
  const then = statusUntil(status, COLUMNS, 2000);
  assert.deepEqual([then.progress, then.epoch, then.seconds, then.images_seen], [0.25, 2, 30, 2000]);
  assert.equal(statusUntil(status, COLUMNS, undefined), status);
});

/** @type {import("../../../playground/train/frontend/types.js").Mark[]} */
const MARKS = [
  { on: "grid", at: 100, box: [0, 0, 0.5, 0.5], caption: "first" },
  { on: "losses", at: 200, box: [0.25, 0.5, 0.5, 0.25], caption: "second" },
  { on: "grid", at: 300, box: [0.5, 0.5, 0.5, 0.5], caption: "third" },
];

test("marks come with their moment, and keep the number they have in the list", () => {
  assert.deepEqual(marksUntil(MARKS, 99), []);
  assert.deepEqual(marksUntil(MARKS, 200).map(({ number }) => number), [1, 2]);
  assert.deepEqual(marksUntil(MARKS, Infinity).map(({ number }) => number), [1, 2, 3]);
});

test("the sample grid has the boxes of its newest marked moment only", () => {
  assert.deepEqual(onGrid(marksUntil(MARKS, 250)).map(({ number }) => number), [1]);
  assert.deepEqual(onGrid(marksUntil(MARKS, 300)).map(({ number }) => number), [3]);
  assert.deepEqual(onGrid([]), []);
});

test("a box over a curve lies in its panel and along the whole run", () => {
  const frame = { isNarrow: false, heading: 22, top: 40, places: { losses: /** @type {[number, number]} */ ([0.6, 1]) } };
  const look = { xOf: (/** @type {number} */ seen) => seen / 10, end: 400, colour: "black", background: "white" };
  const { shapes, annotations } = overCurves(marksUntil(MARKS, 300), frame, look);
  assert.equal(shapes.length, 1);
  const { x0, x1, y0, y1 } = /** @type {any} */ (shapes[0]);
  assert.deepEqual([x0, x1], [10, 30]);
  assert.ok(Math.abs(y1 - 0.8) < 1e-9 && Math.abs(y0 - 0.7) < 1e-9);
  assert.equal(/** @type {any} */ (annotations[0]).text, "<b>2</b>");
  assert.deepEqual(overCurves(marksUntil(MARKS, 300), { ...frame, places: {} }, look).shapes, []);
});
