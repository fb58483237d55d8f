// Rounds: balanced, without an image twice, the same for the same seed; D on the same items.

import assert from "node:assert/strict";
import { test } from "node:test";

import { split } from "../../../playground/game/frontend/groups.js";
import { discriminatorOf, HALF, itemsOf, MIX, permutation, ROUNDS, unusedReals } from "../../../playground/game/frontend/rounds.js";

/** @returns {any} */
const deck = (reals = 240, fakes = 60) => ({
  class_names: ["bag", "boot"],
  reals: { index: Array.from({ length: reals }, (_, at) => 3 * at), class: Array.from({ length: reals }, (_, at) => at % 2) },
  fakes: { seed: Array.from({ length: fakes }, (_, at) => at), class: Array.from({ length: fakes }, (_, at) => at % 2) },
  moments: [10, 20, 30, 40], threshold: "midpoint",
  discriminators: [20, 40].map((seen) => ({
    images_seen: seen, reals: Array(reals).fill(seen), fakes: [0, 1, 2, 3].map((moment) => Array(fakes).fill(moment)),
  })),
});

test("a round has ten of each, none twice, and no place outside of the sheet", () => {
  for (const size of [deck(), deck(20, 20)]) {
    for (const moment of [0, 1, 2, 3, MIX]) {
      for (let seed = 0; seed < 40; seed++) {
        for (let round = 1; round <= ROUNDS; round++) {
          const items = itemsOf(size, { moment, seed, round });
          assert.equal(items.filter(({ isReal }) => isReal).length, HALF);
          assert.equal(items.length, 2 * HALF);
          assert.equal(new Set(items.map(({ place }) => place)).size, 2 * HALF);
          const cells = size.reals.index.length + 4 * size.fakes.seed.length;
          assert.ok(items.every(({ place, isReal }) => place >= 0 && place < cells && isReal === place < size.reals.index.length));
          if (moment !== MIX) assert.ok(items.every((item) => item.isReal || item.moment === moment));
        }
      }
    }
  }
});

test("no image comes back in another round of a seed, nor among the examples", () => {
  const whole = deck();
  const shown = [0, 1, 2, 3, MIX].flatMap((moment) => [1, 2, 3, 4].flatMap((round) => itemsOf(whole, { moment, seed: 5, round })));
  shown.push(...unusedReals(whole, 5, 12));
  assert.equal(new Set(shown.map(({ place }) => place)).size, shown.length);
  assert.equal(shown.length, 5 * 4 * 20 + 12);
  assert.equal(unusedReals(deck(20, 20), 5, 12).length, 0);
});

test("a mix has two or three fakes of each moment", () => {
  for (const round of [1, 2, 3, 4]) {
    const fakes = itemsOf(deck(), { moment: MIX, seed: 1, round }).filter(({ isReal }) => !isReal);
    for (const moment of [0, 1, 2, 3]) assert.ok([2, 3].includes(fakes.filter((one) => one.moment === moment).length));
  }
});

test("a seed gives the same round again, another seed another one; the order tells nothing", () => {
  const places = (/** @type {number} */ seed) => itemsOf(deck(), { moment: 1, seed, round: 1 }).map(({ place }) => place);
  assert.deepEqual(places(7), places(7));
  assert.notDeepEqual(places(7), places(8));
  const first = Array.from({ length: 400 }, (_, seed) => itemsOf(deck(), { moment: 0, seed, round: 1 })[0].isReal);
  const share = first.filter(Boolean).length / first.length;
  assert.ok(share > 0.42 && share < 0.58, String(share));
  assert.deepEqual([...permutation(60, "x")].sort((a, b) => a - b), Array.from({ length: 60 }, (_, at) => at));
});

test("D is that of the moment, or else of the end, by its threshold", () => {
  const [known, last, mix] = [1, 0, MIX].map((moment) => discriminatorOf(deck(), moment));
  const item = (/** @type {boolean} */ isReal, moment = 0) => ({ isReal, moment, row: 0, place: 0, className: "" });
  assert.equal(known?.imagesSeen, 20);
  assert.equal(last?.imagesSeen, 40);
  assert.equal(known?.score(item(true)), 20 - 10.5); // half way between 20 and 1
  assert.equal(mix?.score(item(false, 3)), 3 - (40 + 1.5) / 2);
  assert.equal(discriminatorOf({ ...deck(), threshold: "zero" }, 1)?.score(item(true)), 20);
  assert.equal(discriminatorOf({ ...deck(), discriminators: [] }, 1), null);
});

test("who was right: both, you alone, D alone, nobody", () => {
  const one = (/** @type {boolean} */ isReal, /** @type {boolean} */ saidReal, /** @type {number | null} */ score) =>
    ({ item: { isReal, moment: 0, row: 0, place: 0, className: "" }, saidReal, score });
  const [both, you, D, none] = [one(false, false, -1), one(false, false, 2), one(false, true, -2), one(true, false, -3)];
  assert.deepEqual(split([none, D, you, both]), [[both], [you], [D], [none]]);
  assert.deepEqual(split([one(true, true, null)])[1].length, 1);
});
