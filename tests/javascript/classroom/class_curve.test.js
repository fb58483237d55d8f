// The class's own curve: rounds of one moment and the share of mixed rounds in it, pooled.

import assert from "node:assert/strict";
import { test } from "node:test";

import { judgedMoments } from "../../../playground/classroom/frontend/class_curve.js";
import { ticks } from "../../../playground/shared/frontend/quality_curve.js";

/** @returns {any} */
const counts = (/** @type {string} */ player, /** @type {number[]} */ [hits, misses, falseAlarms, rejections]) => ({
  [`${player}hits`]: hits, [`${player}misses`]: misses, [`${player}falseAlarms`]: falseAlarms, [`${player}rejections`]: rejections,
});

test("moments that nobody judged are left out, mixed rounds count at each", () => {
  const alone = { deck: "a", moment: "4", rounds: 2, ...counts("", [15, 5, 8, 12]), ...counts("D_", [18, 2, 4, 16]) };
  const mixed = { deck: "a", moment: "mix", rounds: 1, ...counts("", [7, 3, 4, 6]), falseAlarms_at: [0, 1, 1, 2], rejections_at: [3, 1, 1, 1] };
  assert.deepEqual(judgedMoments([alone], [10, 20, 30, 40]), [{
    at: 3, seen: 40, people: { hits: 15, misses: 5, falseAlarms: 8, rejections: 12 }, D: { hits: 18, misses: 2, falseAlarms: 4, rejections: 16 },
  }]);
  const all = judgedMoments([alone, mixed], [10, 20, 30, 40]);
  assert.deepEqual(all.map(({ seen }) => seen), [10, 20, 30, 40]);
  assert.deepEqual(all[0].people, { hits: 7, misses: 3, falseAlarms: 0, rejections: 3 });
  assert.deepEqual(all[3].people, { hits: 22, misses: 8, falseAlarms: 10, rejections: 13 });
  assert.equal(all[3].D, null, "D is known of the same images or not at all");
});

test("what no game has sent makes no point", () => {
  const odd = [{ moment: "1" }, { moment: "9", ...counts("", [1, 1, 1, 1]) }, { moment: "mix", ...counts("", [1, 1, 1, 1]), falseAlarms_at: [1], rejections_at: "x" }, { moment: "1", ...counts("", [0, 0, 1, 1]) }];
  assert.deepEqual(judgedMoments(odd.map((row) => ({ deck: "a", rounds: 1, ...row })), [10, 20]), []);
});

test("an axis has at most a handful of round values, in its range", () => {
  for (const [low, high] of [[0, 1], [-0.4, 3.2], [0, 17.3], [0, 212], [-2, -1]]) {
    const found = ticks(low, high);
    assert.ok(found.length >= 2 && found.length <= 6 && found.every((value) => value >= low - 1e-9 && value <= high + 1e-9), `${low} ${high}: ${found}`);
  }
});
