// What a class has measured, in words: d' of its rounds of the game, else sums.

import assert from "node:assert/strict";
import { test } from "node:test";

import { pooledWords } from "../../../playground/classroom/frontend/histogram.js";

test("rounds of the game are pooled as of one person, beside D", () => {
  const students = { hits: 80, misses: 20, falseAlarms: 40, rejections: 60 };
  assert.match(pooledWords(students), /^d′ 1\.1 \(0\.7 to 1\.5\) and c −0\.3 \(−0\.5 to −0\.1\) on 200 images\. In brackets/);
  const D = { D_hits: 99, D_misses: 1, D_falseAlarms: 2, D_rejections: 98 };
  assert.match(pooledWords({ ...students, ...D }), /; D on them d′ 4\.\d \(/);
});

test("anything else is a sum, and a table that cannot be is none", () => {
  assert.equal(pooledWords({}), "nothing yet");
  assert.equal(pooledWords({ modes: 12, js: 0.12345 }), "modes 12 in all, js 0.123 in all");
  assert.match(pooledWords({ hits: -5, misses: 5, falseAlarms: 1, rejections: 1 }), /^hits -5 in all/);
});
