// Addresses of rounds: there and back, and 10,000 hostile ones.

import assert from "node:assert/strict";
import { test } from "node:test";

import { fitting, readAddress, writeAddress } from "../../../playground/game/frontend/address.js";
import { MAX_SEED, MIX, ROUNDS } from "../../../playground/game/frontend/rounds.js";

const DECKS = [
  { id: "first", title: "First", moments: [10, 20, 30, 40] },
  { id: "00001-mine", title: "Mine", moments: [5] },
];

test("every round goes into the address and back", () => {
  for (const deck of DECKS) {
    for (const moment of [...deck.moments.keys(), ...(deck.moments.length > 1 ? [MIX] : [])]) {
      for (const [seed, round] of [[0, 1], [MAX_SEED, ROUNDS], [4711, 2]]) {
        for (const code of ["", "amber-fox-42"]) {
          const place = { as: /** @type {const} */ ("d"), deck, moment, seed, round, code, question: code ? "game-early" : "game" };
          assert.deepEqual(readAddress(`?${writeAddress(place)}`, DECKS), { ...place, notice: "" });
          const asG = { ...place, as: /** @type {const} */ ("g"), moment: Math.max(0, moment) };
          assert.deepEqual(readAddress(`?${writeAddress(asG)}`, DECKS), { ...asG, notice: "" });
        }
      }
    }
  }
});

test("copies are of no deck, and G chooses among fakes of one moment", () => {
  assert.equal(writeAddress({ ...readAddress("?as=copies&seed=3", DECKS) }), "as=copies&seed=3&round=1");
  assert.equal(readAddress("?as=g&moment=mix", DECKS).notice, "What the address says of moment cannot be; the game begins without it.");
  assert.equal(readAddress("?as=x", DECKS).as, "d");
});

test("an address without anything is the first deck, its first moment and a new seed", () => {
  assert.deepEqual(readAddress("", DECKS, () => 0.5), { as: "d", deck: DECKS[0], moment: 0, seed: 500_000, round: 1, code: "", question: "game", notice: "" });
});

test("what cannot be had is replaced by the usual, in one sentence", () => {
  const { deck, moment, seed, notice } = readAddress("?deck=../x&moment=5&seed=1e3&round=2", DECKS, () => 0);
  assert.deepEqual([deck, moment, seed], [DECKS[0], 0, 0]);
  assert.equal(notice, "What the address says of deck, moment, seed cannot be; the game begins without it.");
  assert.ok(readAddress("?deck=00001-mine&moment=mix", DECKS).notice);
});

test("a moment that another deck lacks becomes the first", () => {
  assert.deepEqual([fitting(DECKS[0], 3, "d"), fitting(DECKS[0], MIX, "d"), fitting(DECKS[0], MIX, "g")], [3, MIX, 0]);
  assert.deepEqual([fitting(DECKS[1], 3, "d"), fitting(DECKS[1], MIX, "d")], [0, 0]);
});

test("ten thousand hostile addresses give a round that can be played", () => {
  const pieces = ["", "-1", "1.5", "1e9", "99999999999", "NaN", "Infinity", "__proto__", "constructor", "<img onerror=x>", "%", "%00", "’; --", "mix", "../..", "٣", "0x10", " 7", "7 ", "猫", "a".repeat(5000)];
  const names = ["as", "deck", "moment", "seed", "round", "class", "question"];
  let state = 1;
  const next = (/** @type {number} */ of) => { state = (Math.imul(state, 1664525) + 1013904223) >>> 0; return (state >>> 8) % of; };
  for (let count = 0; count < 10_000; count++) {
    const search = names.filter(() => next(2)).map((name) => `${name}=${pieces[next(pieces.length)]}`).join("&");
    const { deck, moment, seed, round, code, question, notice } = readAddress(`?${search}`, DECKS);
    assert.ok(DECKS.includes(deck) && (moment === MIX || moment < deck.moments.length));
    assert.ok(Number.isInteger(seed) && seed >= 0 && seed <= MAX_SEED && round >= 1 && round <= ROUNDS);
    assert.match(code, /^([a-z]+-[a-z]+-[0-9]{2})?$/);
    assert.match(question, /^[a-z0-9-]{1,40}$/);
    assert.ok(notice === "" || /^[^.]+\.$/.test(notice));
  }
});
