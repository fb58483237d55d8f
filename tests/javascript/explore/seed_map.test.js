import assert from "node:assert/strict";
import { test } from "node:test";

import { atPosition, onMap, positionOf, seedWeights } from "../../../playground/explore/frontend/state/seed_map.js";
import {
  cellAt, cellsInView, cellSpacing, positionWords, seedAt,
} from "../../../playground/shared/frontend/generator/seed_map.js";

/** @type {import("../../../playground/shared/frontend/generator/seed_map.js").MapWindow} */
const WINDOW = { width: 400, height: 300, unit: 96, centre: [12.5, 3] };

test("a seed is read off its column and row", () => {
  assert.deepEqual(positionOf("3012"), [12, 3]);
  assert.deepEqual(positionOf("4294967295"), [295, 967]);
  assert.deepEqual(positionOf("5:0.1,3012:0.9"), [12, 3]);
  assert.deepEqual(positionOf("@12.5:-3~c1"), [12.5, -3]);
  assert.equal(seedAt(12, 3), 3012);
  assert.equal(seedAt(-1, 1000), 999);
});

test("a point moves and keeps its other parts", () => {
  assert.equal(atPosition("3012~c2", 12.34567, 3), "@12.3457:3~c2");
  assert.equal(onMap("3012~c2"), "@12:3~c2");
  assert.equal(onMap("1:1,2:1"), "1:1,2:1");
});

test("between grid points four seeds are blended", () => {
  const weights = seedWeights("@12.25:3.5");
  assert.deepEqual(weights, [[3012, 0.375], [3013, 0.125], [4012, 0.375], [4013, 0.125]]);
  assert.deepEqual(seedWeights("7:2,8:-1"), [[7, 2], [8, -1]]);
});

test("a position is told in words", () => {
  assert.equal(positionWords(12, 3), "seed 3012");
  assert.equal(positionWords(12.5, 3), "between seeds 3012 and 3013");
  assert.equal(positionWords(12.5, 3.5), "between seeds 3012, 3013, 4012 and 4013");
});

test("cells are powers of two apart and never too small to see", () => {
  for (const unit of [14, 20, 62, 96, 640]) {
    const gap = cellSpacing(unit);
    assert.ok(Number.isInteger(Math.log2(gap)));
    assert.ok(gap * unit >= 62 && gap * unit < 124 * Math.max(1, gap), `${unit}`);
  }
  assert.equal(cellSpacing(96), 1);
  assert.equal(cellSpacing(640), 0.125);
});

test("cells cover the map, those nearest to its centre first", () => {
  const cells = cellsInView(WINDOW);
  assert.deepEqual([cells[0].x, cells[0].y].map(Math.round), [cells[0].x, cells[0].y]);
  assert.ok([12, 13].includes(cells[0].x) && cells[0].y === 3);
  assert.equal(new Set(cells.map(({ key }) => key)).size, cells.length);
  assert.ok(Math.min(...cells.map(({ left }) => left)) <= 0);
  assert.ok(Math.max(...cells.map(({ left }) => left + 96)) >= 400);
  assert.ok(Math.min(...cells.map(({ top }) => top)) <= 0);
  assert.ok(Math.max(...cells.map(({ top }) => top + 96)) >= 300);
});

test("a click finds the cell that is drawn there", () => {
  for (const { x, y, left, top } of cellsInView(WINDOW)) {
    assert.deepEqual(cellAt(WINDOW, left + 48, top + 48), [x, y]);
    assert.deepEqual(cellAt(WINDOW, left + 5, top + 90), [x, y]);
  }
});
