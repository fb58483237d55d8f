// Everyone's runs: cards that fit on a projector, and what they say.

import assert from "node:assert/strict";
import { test } from "node:test";

import { columnsFor, GAP, samplesAcross } from "../../../playground/classroom/frontend/gallery/layout.js";
import { longState, measured, numbers, owner, shortState, summary } from "../../../playground/shared/frontend/run_row.js";

/** @type {import("../../../playground/shared/frontend/run_row.js").Run} */
const RUN = {
  id: "00012-mnist-quick-seed0", number: "00012", owner: "amber fox", name: "", note: "", tags: [], device: "cpu", updated: 0, recipe: "quick", data: "MNIST", state: "running", word: "training",
  seen: 12_800, seconds: 240, progress: 0.634, waiting: "", place: null, ahead: false, in_queue: false, asked_to_stop: false,
  metric: { name: "Fréchet distance (digits)", value: 12.345, samples: 1000, floor: 0.9, seen: 12_800 }, best: null, finding: null,
  grid: 12_800, version: "1", columns: 10, hidden: "", private: false,
};

test("a class of forty fits on a projector without scrolling, each card wide enough for its words", () => {
  const width = 1256, height = 650;
  for (const count of [1, 2, 7, 12, 30, 40]) {
    const columns = columnsFor(count, width, height), rows = Math.ceil(count / columns);
    assert.ok((width - GAP * (columns - 1)) / columns >= 140, `${count}`);
    assert.ok((height - GAP * (rows - 1)) / rows >= 94, `${count}`);
  }
  assert.ok(columnsFor(2, width, height) === 2 && columnsFor(40, width, height) === 8);
});

test("where it cannot fit, cards are as many as are wide enough, and never none", () => {
  assert.equal(columnsFor(400, 1256, 650), 8);
  assert.equal(columnsFor(5, 90, 300), 1);
});

test("of a grid as many samples are shown as are recognised", () => {
  assert.deepEqual([samplesAcross(10, 150), samplesAcross(10, 600), samplesAcross(3, 600), samplesAcross(10, 10)], [4, 10, 3, 1]);
});

test("a state in two lengths", () => {
  assert.equal(shortState(RUN), "63% · 4 min");
  assert.equal(longState(RUN), "training, 63%, 4 min");
  const queued = { ...RUN, state: /** @type {const} */ ("queued"), word: "queued", place: 3, waiting: "Place 3 in the queue, starts in about 4 min" };
  assert.equal(shortState(queued), "place 3");
  assert.equal(shortState({ ...queued, ahead: true }), "place 3, first");
  assert.equal(longState(queued), queued.waiting);
  assert.equal(shortState({ ...queued, place: null }), "waiting");
  const ended = { ...RUN, state: /** @type {const} */ ("done"), word: "done", seconds: 45.4 };
  assert.equal(shortState(ended), "done · 45 s");
  assert.equal(longState({ ...ended, word: "cancelled", seen: 0 }), "cancelled");
  assert.equal(shortState({ ...RUN, asked_to_stop: true }), "stopping");
});

test("a number says what it was measured on and what would be perfect", () => {
  assert.equal(numbers(RUN), "12,800 images seen · Fréchet distance (digits) 12.3");
  assert.equal(measured(RUN.metric), "Fréchet distance (digits): 12.3 on 1,000 samples. 0 is perfect; other real images score 0.9.");
  assert.equal(numbers({ ...RUN, metric: null, seen: 0 }) + measured(null), "");
});

test("who owns it and how many there are", () => {
  assert.equal(owner({ ...RUN, owner: "" }), "no owner");
  const done = { ...RUN, state: /** @type {const} */ ("done") };
  assert.equal(summary([RUN, done, done]), "1 training, 2 ended");
  assert.equal(summary([]), "No runs yet");
});
