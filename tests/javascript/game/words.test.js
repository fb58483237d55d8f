// Sentences of a result: skill apart from bias, and nothing claimed that few images cannot show.

import assert from "node:assert/strict";
import { test } from "node:test";

import { againstD, biasWords, changeWords, headline, momentWords, percent, skillWords, tips } from "../../../playground/game/frontend/words.js";

const table = (/** @type {number} */ hits, /** @type {number} */ falseAlarms, of = 10) => ({ hits, misses: of - hits, falseAlarms, rejections: of - falseAlarms });

test("numbers read as numbers", () => {
  assert.equal(percent({ value: 0.8, low: 0.49, high: 0.943 }), "80% (49 to 94%)");
  assert.equal(headline(table(8, 4)), "You got 14 of 20 right");
  assert.equal(momentWords([1000, 2000], 1), "2,000 images seen");
  assert.equal(momentWords([1000, 2000], -1), "all 2 moments mixed");
});

test("skill is claimed only beyond chance", () => {
  assert.match(skillWords(table(10, 1)), /better than by guessing/);
  assert.match(skillWords(table(6, 5)), /cannot be told from somebody who guesses/);
  assert.match(skillWords(table(1, 9)), /misleads/);
});

test("who says fake readily is suspicious, who says it rarely careful", () => {
  assert.match(biasWords(table(3, 0)), /suspicious/);
  assert.match(biasWords(table(10, 7)), /careful: you call an image fake only when you are sure/);
  assert.match(biasWords(table(6, 4)), /neither/);
});

test("a comparison with D says whether it was expected", () => {
  assert.match(againstD(table(6, 5), table(10, 0), "D"), /^D did better.*As you expected\.$/);
  assert.match(againstD(table(10, 0), table(5, 5), "D"), /^You did better.*You expected D to do better\.$/);
  assert.match(againstD(table(7, 3), table(8, 3), ""), /no difference beyond chance on so few images\.$/);
});

test("tips may move c alone, and the page says so", () => {
  assert.match(changeWords(table(18, 14, 20), table(6, 2, 20)), /^Only c moved: you call images fake more readily/);
  assert.match(changeWords(table(11, 9, 20), table(19, 1, 20)), /^d′ rose.*c did not change beyond chance/);
  assert.equal(changeWords(table(6, 5), table(7, 5)), "Neither d′ nor c changed beyond chance.");
});

test("five tips for each kind of images", () => {
  for (const kind of ["mnist", "fashion-mnist", "my folder"]) assert.equal(tips(kind).length, 5);
  assert.notDeepEqual(tips("mnist"), tips("fashion-mnist"));
});
