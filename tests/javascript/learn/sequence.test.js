import assert from "node:assert/strict";
import { test } from "node:test";

import { all, keep } from "../../../playground/learn/frontend/progress.js";
import { current, fresh, isFinished, isRight, keptFor, mayPlay, restored, rightNumbers, sectionsOf } from "../../../playground/learn/frontend/sequence.js";
import { isHeld, votesOn } from "../../../playground/learn/frontend/class_link.js";

const option = (/** @type {string} */ id) => ({ id, text: id, reason: "so", misconception: "" });
const question = (/** @type {string} */ id) => ({ id, text: id, options: [option("a"), option("b"), option("c")], right: "b", low: null, high: null, band: 0, reason: "" });
const amount = { id: "n", text: "n", options: [], right: "3", low: 0, high: 8, band: 1, reason: "so" };
const stage = (/** @type {string[]} */ predict, /** @type {string} */ observe) => ({ predict, observe });
/** @type {any} */
const lesson = {
  stages: [stage(["p1"], "o1"), stage(["p2", "n"], "")],
  questions: [...["p1", "o1", "p2", "c1", "c2"].map(question), amount],
  checks: ["c1", "c2"],
};
const kinds = () => sectionsOf(lesson).map(({ kind }) => kind);

test("a stage is predicted, done and observed before the next one; the explanation comes after all", () => {
  assert.deepEqual(kinds(), ["predict", "do", "observe", "predict", "do", "explain", "check", "transfer"]);
});

test("nothing plays before its prediction is in", () => {
  const progress = fresh();
  assert.equal(mayPlay(lesson, 0, progress), false);
  progress.answers.p1 = "a";
  assert.equal(mayPlay(lesson, 0, progress), true);
  assert.equal(mayPlay(lesson, 1, progress), false);
});

test("all questions of a prediction must be answered", () => {
  const progress = { ...fresh(), answers: { p1: "a", o1: "b", p2: "c" }, seen: [0] };
  assert.equal(mayPlay(lesson, 1, progress), false);
  assert.equal(mayPlay(lesson, 1, { ...progress, answers: { ...progress.answers, n: "4" } }), true);
});

test("one step after the other leads to the end, and skipping none of them", () => {
  const progress = fresh();
  const does = {
    predict: (/** @type {any} */ { questions }) => questions.forEach((/** @type {string} */ id) => { progress.answers[id] = id === "n" ? "3" : "a"; }),
    do: (/** @type {any} */ section) => progress.seen.push(section.stage),
    explain: () => { progress.read = true; },
  };
  sectionsOf(lesson).slice(0, -1).forEach((section, k) => {
    assert.equal(current(lesson, progress), k);
    assert.equal(isFinished(lesson, progress), false);
    /** @type {any} */ ({ ...does, observe: does.predict, check: does.predict })[section.kind](section);
  });
  assert.equal(isFinished(lesson, progress), true);
});

test("a number is right within its band", () => {
  assert.deepEqual(["1", "2", "4", "5"].map((answer) => isRight(amount, answer)), [false, true, true, false]);
  assert.equal(isRight(question("p1"), "b"), true);
});

test("the numbers that count as right stay among those that can be said", () => {
  assert.equal(rightNumbers(amount), "2 to 4");
  assert.equal(rightNumbers({ ...amount, right: "1", band: 2 }), "0 to 3");
  assert.equal(rightNumbers({ ...amount, right: "8", band: 0 }), "8");
});

test("what was kept and does not fit the lesson is left out", () => {
  const kept = { answers: { p1: "a", o1: "zz", n: "99", gone: "a", p2: 7 }, again: ["p1", "o1", "x"], seen: [0, 5, "1"], read: "yes", done: true };
  assert.deepEqual(restored(lesson, kept), { answers: { p1: "a" }, again: ["p1"], seen: [0], read: false });
  for (const broken of [null, 3, "x", [], { answers: 3, seen: 4 }]) assert.deepEqual(restored(lesson, broken), fresh());
});

test("progress is kept by lesson, and what is broken is as if nothing were there", () => {
  /** @type {Map<string, string>} */
  const map = new Map();
  const storage = { getItem: (/** @type {string} */ key) => map.get(key) ?? null, setItem: (/** @type {string} */ key, /** @type {string} */ value) => { map.set(key, value); } };
  keep("one", { done: true }, storage);
  keep("two", { done: false }, storage);
  assert.deepEqual(all(storage), { one: { done: true }, two: { done: false } });
  for (const broken of ["{", "[]", "null", "7", "x".repeat(200_000)]) {
    map.set("gan-lessons", broken);
    assert.deepEqual(all(storage), {});
  }
  assert.deepEqual(all(null), {});
  keep("one", {}, { getItem: () => null, setItem: () => { throw new Error("full"); } });
});

test("an answer is held back until the teacher reveals it, also while the class talks, and at one's own pace never", () => {
  const state = { question: { id: "p1" }, revealed: [], own_pace: false };
  assert.equal(isHeld(state, "p1"), true);
  assert.equal(isHeld({ ...state, revealed: ["p1"] }, "p1"), false);
  assert.equal(isHeld(state, "p2"), false);
  assert.equal(isHeld({ ...state, own_pace: true }, "p1"), false);
  assert.equal(isHeld(null, "p1"), false);
});

test("a class votes on a question that it talks about and that is open, together and not at one's own pace", () => {
  const state = /** @type {any} */ ({ question: { id: "p1" }, open: ["p1"], own_pace: false, vote: 2 });
  assert.equal(votesOn(state, "p1"), 2);
  assert.deepEqual([votesOn(state, "p2"), votesOn({ ...state, open: [] }, "p1"), votesOn({ ...state, own_pace: true }, "p1"), votesOn(null, "p1")], [0, 0, 0, 0]);
});

test("who comes to a class with a lesson done elsewhere begins it anew, and it stays ticked", () => {
  const kept = { answers: { p1: "a" }, done: true, seed: 7, code: "red-ant-10" };
  assert.deepEqual(keptFor("amber-fox-42", kept), { done: true, seed: 7 });
  assert.equal(keptFor("red-ant-10", kept), kept);
  assert.equal(keptFor("", kept), kept);
});
