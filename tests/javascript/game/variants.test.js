// Be G, find the copies, other Ds on the same images, and what a round sends to a class.

import assert from "node:assert/strict";
import { test } from "node:test";

import { OF_EACH, pairsOf } from "../../../playground/game/frontend/copies.js";
import { OFFERED, PICKS, whatDSays } from "../../../playground/game/frontend/fooling.js";
import { conclusion } from "../../../playground/game/frontend/other_ds.js";
import { countsOf } from "../../../playground/game/frontend/round_sender.js";
import { areaUnderRoc } from "../../../playground/shared/frontend/detection.js";
import { choiceOfFakes, discriminatorOf, itemsOf, judgesOf, MIX, otherReals, ROUNDS } from "../../../playground/game/frontend/rounds.js";

/** D's logits are the place on the sheet, so that every item can be told. @returns {any} */
const deck = () => {
  const fakes = (/** @type {number} */ moment) => Array.from({ length: 60 }, (_, row) => 240 + 60 * moment + row);
  const D = { reals: Array.from({ length: 240 }, (_, row) => row), fakes: [0, 1, 2, 3].map(fakes) };
  return {
    class_names: [], reals: { index: Array.from({ length: 240 }, (_, at) => at), class: [] }, fakes: { seed: Array.from({ length: 60 }, (_, at) => at), class: [] },
    moments: [10, 20, 30, 40], threshold: "zero", discriminators: [{ images_seen: 40, ...D }],
    others: [{ title: "quick, seed 1", images_seen: 50, threshold: "midpoint", ...D }], quality: {},
  };
};

test("twelve fakes of one moment, in the first round none that a round of Be D shows", () => {
  for (let round = 1; round <= ROUNDS; round++) {
    const choice = { moment: 2, seed: 3, round };
    const offered = choiceOfFakes(deck(), choice, OFFERED);
    assert.equal(new Set(offered.map(({ place }) => place)).size, OFFERED);
    assert.ok(offered.every(({ isReal, moment }) => !isReal && moment === 2));
    assert.equal(new Set(otherReals(deck(), choice, PICKS).map(({ place }) => place)).size, PICKS);
  }
  const shown = [1, 2, 3, 4].flatMap((round) => itemsOf(deck(), { moment: 2, seed: 3, round }).map(({ place }) => place));
  assert.ok(choiceOfFakes(deck(), { moment: 2, seed: 3, round: 1 }, OFFERED).every(({ place }) => !shown.includes(place)));
});

test("D says how many of the three are real to it, and how many are among its own three", () => {
  const offered = choiceOfFakes(deck(), { moment: 0, seed: 1, round: 1 }, OFFERED);
  const ranked = [...offered].sort((a, b) => b.place - a.place);
  const middle = ranked[5].place;
  const words = whatDSays([ranked[0], ranked[2], ranked[11]], ranked, ({ place }) => place - middle, 40);
  assert.match(words[0], /calls 2 of your 3 real, and 2 of them are among the 3 that it finds most real\. .* 0\.75 /);
});

test("every D that is known judges the same item, by its own threshold", () => {
  const judges = judgesOf(deck(), 1);
  assert.deepEqual(judges.map(({ isOwn, imagesSeen }) => [isOwn, imagesSeen]), [[true, 40], [false, 50]]);
  const [item] = choiceOfFakes(deck(), { moment: 1, seed: 5, round: 1 }, 1);
  const middle = (119.5 + 329.5) / 2;
  assert.deepEqual(judges.map(({ score }) => score(item)), [item.place, item.place - middle]);
  assert.deepEqual([judges[1].reals[7], judges[1].fakes[7]], [7 - middle, 307 - middle]);
  assert.equal(discriminatorOf(deck(), 1)?.imagesSeen, 40);
});

test("a worse D is called worse only beyond chance, on the images that both judged", () => {
  /** Of 40 reals and 40 fakes; a share of both is exchanged, so that the area is about 1 less that share. */
  const tried = (/** @type {boolean} */ isOwn, /** @type {number} */ exchanged, shift = 0) => {
    const wrong = (/** @type {number} */ at) => (at + shift) % 40 < 40 * exchanged;
    const of = (/** @type {boolean} */ isReal) => Array.from({ length: 40 }, (_, at) => (isReal === wrong(at) ? -1 : 1) * (1 + ((7 * at) % 40) / 100));
    const judge = { isOwn, reals: of(true), fakes: of(false) };
    return { judge, area: areaUnderRoc(judge.reals, judge.fakes) };
  };
  const own = tried(true, 0.2);
  assert.match(conclusion([own, tried(false, 0.2), tried(false, 0.1)]), /about as well/);
  assert.match(conclusion([own, tried(false, 0.4), tried(false, 0.5)]), /^All 2 others do worse\. One cannot be told from guessing/);
  assert.match(conclusion([own, tried(false, 0.4), tried(false, 0.1)]), /^1 of the 2 others does worse\. D learns/);
  // The same area less: certain where all errors of the one are errors of the other, chance where none is.
  const [nested, apart] = [tried(false, 0.3), tried(false, 0.3, 20)];
  assert.ok(Math.abs(nested.area.value - apart.area.value) < 0.02);
  assert.match(conclusion([own, nested]), /^The other D does worse/);
  assert.match(conclusion([own, apart]), /about as well/);
});

test("a round of copies has as many of both, and no pair comes back", () => {
  const pairs = Array.from({ length: 96 }, (_, at) => ({ copy: at < 48, seed: at, index: at, ratio: 1 }));
  const all = [1, 2, 3, 4].flatMap((round) => {
    const items = pairsOf(pairs, { seed: 9, round });
    assert.equal(items.filter(({ isReal }) => isReal).length, OF_EACH);
    assert.ok(items.every(({ isReal, place }) => isReal === !pairs[place].copy));
    return items;
  });
  assert.equal(new Set(all.map(({ place }) => place)).size, 8 * OF_EACH);
});

test("a mixed round tells the class what was said of the fakes of each moment", () => {
  const items = itemsOf(deck(), { moment: MIX, seed: 1, round: 2 });
  /** @type {any} */
  const round = { loaded: { deck: deck() }, items, answers: items.map(({ moment }) => ({ saidReal: moment === 3, sureness: 0 })), D: discriminatorOf(deck(), MIX) };
  /** @type {any} */
  const place = { deck: { id: "first" }, moment: MIX, round: 2 };
  const counts = countsOf(place, round);
  assert.deepEqual([counts.hits, counts.misses, counts.moment, counts.round], [0, 10, "mix", 2]);
  const [alarms, rejections] = [/** @type {number[]} */ (counts.falseAlarms_at), /** @type {number[]} */ (counts.rejections_at)];
  assert.deepEqual(alarms.map((count) => count > 0), [false, false, false, true]);
  assert.equal(alarms[3] + rejections[0] + rejections[1] + rejections[2], 10);
  assert.equal(/** @type {number[]} */ (counts.D_falseAlarms_at).reduce((sum, count) => sum + count), counts.D_falseAlarms);
  assert.ok(Object.keys(counts).length <= 16, "the server takes no more");
  assert.equal(countsOf({ ...place, moment: 3 }, round).falseAlarms_at, undefined);
});
