import assert from "node:assert/strict";
import { test } from "node:test";

import { axisEnd, rangeOf, tableOf, thinned, ticksOf } from "../../../playground/lab/frontend/curves.js";
import { Pace, SPEEDS, speedWords } from "../../../playground/lab/frontend/pace.js";

/** Steps asked for in frames of 16 ms. @param {number} speed @param {number} seconds */
function stepsIn(speed, seconds) {
  const pace = new Pace();
  let steps = 0;
  for (let now = 0; now < 1000 * seconds; now += 16) steps += pace.budget(speed, now).most;
  return steps;
}

test("a chosen speed is kept", () => {
  assert.ok(Math.abs(stepsIn(1, 10) - 10) <= 1);
  assert.ok(Math.abs(stepsIn(20, 10) - 200) <= 2);
  assert.ok(Math.abs(stepsIn(200, 10) - 2000) <= 20);
});

test("a long pause owes no more than a tenth of a second", () => {
  const pace = new Pace();
  pace.budget(100, 0);
  assert.ok(pace.budget(100, 60_000).most <= 10);
});

test("full speed trains for what pictures leave of a frame, and always a little", () => {
  const pace = new Pace();
  const before = pace.budget(Infinity, 0).milliseconds;
  for (let k = 0; k < 100; k++) pace.note(16 * k, 4, 10);
  assert.ok(pace.budget(Infinity, 1600).milliseconds < before);
  for (let k = 0; k < 100; k++) pace.note(2000 + 40 * k, 1, 200);
  assert.equal(pace.budget(Infinity, 6000).milliseconds, 4);
});

test("at full speed there are at least 30 pictures a second, as long as the Worker can make them", () => {
  const pace = new Pace();
  for (const picture of [1, 5, 12]) {
    for (let k = 0; k < 100; k++) pace.note(30 * k, 9, picture);
    const { milliseconds } = pace.budget(Infinity, 3000);
    assert.ok(milliseconds + picture < 1000 / 30 && milliseconds + picture > 25, `${milliseconds}`);
  }
});

test("the rates are those of the last two seconds", () => {
  const pace = new Pace();
  assert.ok(Number.isNaN(pace.rates().steps));
  for (let k = 0; k <= 200; k++) pace.note(20 * k, k < 50 ? 100 : 6, 5);
  const { steps, frames } = pace.rates();
  assert.ok(Math.abs(frames - 50) < 1 && Math.abs(steps - 300) < 5);
});

test("speeds have words", () => {
  assert.deepEqual([SPEEDS[0], SPEEDS.at(-1)].map((speed) => speedWords(Number(speed))), ["1 step/s", "full speed"]);
});

test("the axis ends at round steps and moves seldom", () => {
  assert.deepEqual([0, 100, 101, 950, 1001, 4999].map(axisEnd), [100, 100, 200, 1000, 2000, 5000]);
});

test("an outlier does not flatten the curves", () => {
  const values = Array.from({ length: 500 }, (_, k) => 1 + 0.2 * Math.sin(k));
  const [low, high] = rangeOf([...values, 900]);
  assert.ok(low > 0 && low < 0.9 && high > 1.2 && high < 2);
  assert.deepEqual(rangeOf([NaN]), [0, 0.5]);
  for (const tick of ticksOf([low, high], 3)) assert.ok(tick >= low && tick <= high);
  assert.ok(ticksOf([0, 1], 2).length >= 2);
});

test("a long run is drawn with few points that end where it ends", () => {
  const records = Array.from({ length: 4000 }, (_, k) => ({ step: k + 1, loss_D: k < 2000 ? 1 : 3, loss_G: 0 }));
  const points = thinned(records, "loss_D", 300);
  assert.ok(points.length <= 300 && points.at(-1)?.[0] === 4000);
  assert.deepEqual([points[0][1], points.at(-1)?.[1]], [1, 3]);
});

test("the table has the last score and losses of its step", () => {
  const records = [{ step: 5, loss_D: 1, loss_G: 2 }, { step: 50, loss_D: 3, loss_G: 4 }];
  const scores = Array.from({ length: 40 }, (_, k) => ({ step: k, js: k / 100 }));
  const rows = tableOf(scores, records);
  assert.ok(rows.length <= 12);
  assert.deepEqual(rows.at(-1), { step: 39, js: 0.39, loss_D: 1, loss_G: 2 });
});
