import assert from "node:assert/strict";
import { test } from "node:test";

import { read, write } from "../../../playground/lab/frontend/engine/link.js";
import { DEFAULTS, FIELDS, checked } from "../../../playground/lab/frontend/engine/settings.js";
import { uniforms } from "../../../playground/lab/frontend/engine/draws.js";

/** @param {number} seed */
function dice(seed) {
  const numbers = new Float64Array(2000);
  uniforms(numbers, 2000, seed, 99, 0);
  let at = 0;
  return () => numbers[at++];
}

/** @param {import("../../../playground/lab/frontend/engine/settings.js").Field} field @param {() => number} roll */
function any(field, roll) {
  if (field.choices && field.kind === "choice") {
    return field.choices[Math.floor(roll() * field.choices.length)];
  }
  if (field.name === "z_dim") return [1, 2, 8][Math.floor(roll() * 3)];
  if (field.kind === "points") {
    return Array.from({ length: 1 + Math.floor(roll() * 63) }, () =>
      [Math.round(1000 * roll() - 500) / 500, Math.round(1000 * roll() - 500) / 500]);
  }
  const value = Number(field.low) + roll() * (Number(field.high) - Number(field.low));
  if (field.kind === "whole") return Math.floor(value);
  // Tiny ones are written as 1e-9.
  return field.low || roll() < 0.5 ? value : value * 10 ** Math.floor(-8 * roll());
}

test("200 random states go to the address and back unchanged", () => {
  for (let seed = 0; seed < 200; seed++) {
    const roll = dice(seed);
    const given = Object.fromEntries(FIELDS.filter(() => roll() < 0.6)
      .map((field) => [field.name, any(field, roll)]));
    if (given.data === "drawn" && !given.points) delete given.data;
    const settings = checked(given);
    const changing = FIELDS.filter((field) => !field.restart && field.name !== "real_label");
    const changes = Array.from({ length: Math.floor(5 * roll()) }, (_, k) => {
      const field = changing[Math.floor(roll() * changing.length)];
      return { step: 100 * k, name: field.name, value: any(field, roll) };
    });
    const step = Math.floor(roll() * 1e6);
    const text = write(settings, step, changes);
    assert.match(text, /^[A-Za-z0-9._~+-]*$/);
    assert.equal(new URLSearchParams({ lab: text }).get("lab"), text);
    const address = `http://192.168.0.2:8501/sub/lab?x=1&${new URLSearchParams({ lab: text })}#there`;
    for (const link of [text, address]) {
      assert.deepEqual(read(link), { settings, step, changes, problem: "" });
    }
  }
});

const HOSTILE = [
  "data-moons~data-line", "seed--1", "seed-1.5", "seed-4294967296", "lr_G-NaN", "lr_G-Infinity",
  "lr_G-0x10", "lr_G-1e999", "__proto__-1", "constructor-1", "points-zzzz", "points-abc",
  "data-drawn", "width_G-100000", "batch_size-1e9", "loss-<script>", "step-99999999", "step-x",
  "5.seed-3", "7.loss-hinge~3.loss-hinge", "~", "-", "data", "?lab=%E0%A4%A", "a".repeat(5000),
  Array(70).fill("1.loss-hinge").join("~"), "points-" + "0000".repeat(65), "step-1~step-2",
  "z_dim-3", "lr_G- 1", "lr_G-1\n", "toString-1", "data-ring8\u0000",
];

for (const text of HOSTILE) {
  test(`hostile: ${JSON.stringify(text.slice(0, 40))}`, () => {
    const { settings, step, changes, problem } = read(text);
    assert.deepEqual({ settings, step, changes }, { settings: DEFAULTS, step: 0, changes: [] });
    assert.match(problem, /^This link was not understood, so the lab starts afresh: [^\n<>]+\.$/);
  });
}

test("10,000 broken links give the defaults and a sentence, or settings in range", () => {
  const letters = "abdeglmnorstwyGD0123456789.-~_?&%=+ \u00e9<";
  const good = "data-moons~lr_G-0.01~seed-7~step-500~300.loss-hinge";
  for (let seed = 0; seed < 10000; seed++) {
    const roll = dice(seed % 50 + 1000 * seed);
    const text = Array.from(good);
    for (let k = 0; k < 1 + 4 * roll(); k++) {
      text[Math.floor(roll() * text.length)] = letters[Math.floor(roll() * letters.length)];
    }
    const { settings, problem } = read(text.join(""));
    assert.deepEqual(checked(settings), settings);
    if (problem) assert.deepEqual(settings, DEFAULTS);
  }
});
