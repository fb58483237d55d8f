// One timeline for several runs, the seed under a point, the difference of two grids.

import assert from "node:assert/strict";
import { test } from "node:test";

import { difference } from "../../../playground/compare/frontend/difference.js";
import { momentsOf, nearest, shownOf, step, words } from "../../../playground/compare/frontend/moments.js";
import { placeOf, sampleAt, seedOf } from "../../../playground/compare/frontend/seed_place.js";

/** @param {string} name @param {number[]} seen @param {number[]} [places] */
const run = (name, seen, places = seen) => ({ name, id: name, called: "", state: "done", colour: "", dash: "solid", columns: 10, seeds: [], again: null, departs: 0, seen, places });

test("each run shows its grid nearest to the moment, and at the end its newest", () => {
  const short = run("A", [0, 100, 300]), long = run("B", [0, 200, 900]);
  const shown = (/** @type {number | null} */ at) => [short, long].map((each) => each.seen[shownOf(each, { at, held: {}, minus: "" })]);
  assert.deepEqual(shown(140), [100, 200]);
  assert.deepEqual(shown(100), [100, 0], "the earlier of two as near");
  assert.deepEqual(shown(600), [300, 900]);
  assert.deepEqual(shown(null), [300, 900]);
  assert.equal(nearest([], 5), -1);
});

test("a held run stays at its grid as long as that is there", () => {
  const timed = run("A", [0, 100, 300], [0, 1.5, 4]);
  assert.equal(shownOf(timed, { at: 4, held: { A: 100 }, minus: "" }), 1);
  assert.equal(shownOf(timed, { at: 4, held: { A: 77, B: 0 }, minus: "" }), 2);
});

test("keys go from one grid of any run to the next", () => {
  const moments = momentsOf([run("A", [0, 300]), run("B", [0, 200, 900])]);
  assert.deepEqual(moments, [0, 200, 300, 900]);
  assert.deepEqual([step(moments, 250, 1), step(moments, 300, -1), step(moments, 900, 1), step(moments, 0, -1)], [300, 200, 900, 0]);
  assert.deepEqual([words("images_seen", 12_800), words("epochs", 1.5), words("minutes", 12.34)], ["12,800 images seen", "epoch 1.50", "12.3 min"]);
});

test("the number of a sample on the grid, however large the grid is drawn", () => {
  const image = { width: 280, height: 224 };
  assert.equal(sampleAt({ x: 141, y: 1 }, image, 140, 10), undefined, "beside it");
  assert.equal(sampleAt({ x: 43, y: 29 }, image, 140, 10), 23);
  assert.equal(sampleAt({ x: 1, y: 113 }, image, 140, 10), undefined, "below it");
  assert.equal(sampleAt({ x: 1, y: 1 }, { width: 0, height: 0 }, 140, 10), undefined, "not loaded");
});

test("a seed is its own place, or has one among those that a run follows", () => {
  assert.deepEqual([seedOf(3, []), placeOf(3, []), seedOf(undefined, [7])], [3, 3, undefined]);
  assert.deepEqual([seedOf(1, [7, 9]), placeOf(9, [7, 9]), placeOf(3, [7, 9]), seedOf(2, [7, 9])], [9, 1, undefined, undefined]);
});

test("the difference of two images is that of their pixels, and 0 for the same", () => {
  const a = new Uint8ClampedArray([10, 20, 30, 255, 0, 0, 0, 255]), b = new Uint8ClampedArray([40, 20, 0, 255, 0, 0, 0, 255]);
  const { pixels, mean } = difference(a, b);
  assert.deepEqual([...pixels], [30, 0, 30, 255, 0, 0, 0, 255]);
  assert.equal(mean, 10);
  assert.equal(difference(a, a).mean, 0);
});
