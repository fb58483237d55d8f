import assert from "node:assert/strict";
import { test } from "node:test";

import { sampleText } from "../../../playground/train/frontend/samples/sample_note.js";
import { cropOf, notePosition, sampleAt } from "../../../playground/train/frontend/samples/sample_position.js";

const IMAGE = { width: 560, height: 448 }; // 10 x 8 samples of 56 px
/** @type {any} */
const DATA = { condition_names: ["Bag", "Boot"], class_names: ["Bag", "Boot"], followed_seeds: [], curves: { output: "score" } };

test("the seed of a sample is its number", () => {
  const box = { width: 280, height: 224 };
  assert.deepEqual(sampleAt({ x: 70, y: 42 }, box, IMAGE, 10), { place: 12, column: 2, row: 1, rows: 8 });
  assert.equal(sampleAt({ x: 0, y: 0 }, box, IMAGE, 10)?.place, 0);
  assert.equal(sampleAt({ x: 279, y: 223 }, box, IMAGE, 10)?.place, 79);
});

test("beside the image there is none", () => {
  const wide = { width: 900, height: 224 }; // the image is drawn in its left part
  assert.equal(sampleAt({ x: 300, y: 10 }, wide, IMAGE, 10), undefined);
  assert.equal(sampleAt({ x: -1, y: 10 }, wide, IMAGE, 10), undefined);
  assert.equal(sampleAt({ x: 10, y: 10 }, wide, { width: 0, height: 0 }, 10), undefined);
});

test("one sample of a grid as a background", () => {
  assert.deepEqual(cropOf({ place: 0, column: 0, row: 0, rows: 8 }, 10), { size: "1000% 800%", position: "0% 0%" });
  assert.deepEqual(cropOf({ place: 79, column: 9, row: 7, rows: 8 }, 10), { size: "1000% 800%", position: "100% 100%" });
  assert.equal(cropOf({ place: 0, column: 0, row: 0, rows: 1 }, 1).position, "0% 0%");
});

test("a note stays within the width and goes above the pointer where there is no room below", () => {
  const [note, room] = [{ width: 100, height: 80 }, { width: 300, bottom: 400 }];
  assert.deepEqual(notePosition({ x: 10, y: 10 }, note, room), { x: 24, y: 26 });
  assert.deepEqual(notePosition({ x: 290, y: 350 }, note, room), { x: 200, y: 254 });
  assert.equal(notePosition({ x: 5, y: 5 }, { width: 500, height: 80 }, room).x, 0);
});

test("a sample's note says what was requested, what was recognised and D's output", () => {
  const samples = { classes: Array(80).fill(0), logits: Array(80).fill(0) };
  assert.equal(sampleText(13, DATA, samples), "Seed 13, requested: Boot, recognised: Bag, D(G(z)) = 0.500.");
  assert.equal(sampleText(3, { ...DATA, condition_names: [] }, undefined), "Seed 3.");
  const logits = { ...DATA, condition_names: [], curves: { output: "logit" } };
  assert.equal(sampleText(0, logits, { logits: [-1.234] }), "Seed 0, D's logit: -1.23.");
  const followed = { ...DATA, followed_seeds: [7, 42] };
  assert.match(sampleText(1, followed, { classes: [0, 1] }), /^Seed 42, requested: .*recognised: Boot/);
  assert.match(sampleText(0, DATA, { classes: [7] }), /recognised: class 7/);
});
