// Strokes: widths by pressure, and curves without gaps.

import assert from "node:assert/strict";
import { test } from "node:test";

import { curves, isNew, strokeWidth } from "../../../playground/draw/frontend/strokes.js";

const at = (/** @type {number} */ x, /** @type {number} */ y) => ({ x, y, width: 36 });

test("only a pen's pressure changes the width", () => {
  const width = strokeWidth({ pointerType: "mouse", pressure: 0.5 });
  assert.equal(strokeWidth({ pointerType: "touch", pressure: 1 }), width);
  assert.equal(strokeWidth({ pointerType: "pen", pressure: 0.5 }), width);
  assert.ok(strokeWidth({ pointerType: "pen", pressure: 0 }) > 0);
  assert.ok(strokeWidth({ pointerType: "pen", pressure: 1 }) > width);
});

test("the curves of a stroke begin and end where it does and leave no gap", () => {
  const stroke = [at(0, 0), at(100, 0), at(100, 100), at(0, 100)];
  const found = curves(stroke);
  assert.equal(found.length, stroke.length);
  assert.deepEqual([found[0].from, found[3].to], [stroke[0], stroke[3]]);
  for (let place = 1; place < found.length; place++) assert.deepEqual(found[place].from, found[place - 1].to);
});

test("a new point changes no curve but the last two", () => {
  const stroke = [at(0, 0), at(50, 9), at(100, 0), at(150, 40)];
  const grown = [...stroke, at(190, 90)];
  assert.deepEqual(curves(grown).slice(0, 3), curves(stroke).slice(0, 3));
});

test("no point, no curve", () => assert.deepEqual(curves([]), []));

test("a point near the last one is left out, and the first never", () => {
  assert.ok(isNew([], at(5, 5)));
  assert.ok(!isNew([at(5, 5)], at(6, 6)));
  assert.ok(isNew([at(5, 5)], at(9, 9)));
});
