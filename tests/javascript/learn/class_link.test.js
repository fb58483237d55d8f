// A lesson in a class: its answers reach the class when their questions are open, and no other class.

import assert from "node:assert/strict";
import { test } from "node:test";

import { ClassLink } from "../../../playground/learn/frontend/class_link.js";

const CLOSED = { asks: ["first", "second"], question: null, vote: 1, open: [], own_pace: false, revealed: [], paused: false };

/** A class whose teacher is this test. */
function lesson() {
  /** @type {any[]} */
  const given = [];
  /** @type {string[]} */
  const said = [];
  /** @type {(news: any) => void} */
  let tell = () => {};
  const client = {
    follow: (/** @type {any} */ callback) => { tell = callback; return () => {}; },
    answerWhenOpen: (/** @type {any} */ answer, /** @type {any} */ told) => { given.push({ answer, told }); },
  };
  const link = new ClassLink((sentence) => said.push(sentence), () => {}, client);
  return { link, given, said, hears: (/** @type {object} */ state, problem = "") => tell({ state: { ...CLOSED, ...state }, problem }) };
}

test("an answer that waits for its question, or for the class, says so until it is sent", () => {
  const { link, given, said, hears } = lesson();
  link.answer("first", "a", 7);
  assert.deepEqual([given[0].answer, said], [{ question: "first", option: "a", seed: 7 }, []]);
  hears({});
  assert.match(said.at(-1) ?? "", /when your teacher opens this question/);
  given[0].told("");
  assert.equal(said.at(-1), "");
  hears({});
  assert.equal(said.at(-1), "");
});

test("a refusal is told, and nothing of a class that does not ask it", () => {
  const { link, given, said, hears } = lesson();
  hears({});
  link.answer("elsewhere", "a", null);
  assert.deepEqual(said, []);
  link.answer("second", "a", null);
  given[1].told("It is closed.");
  assert.equal(said.at(-1), "Your answer stays in this browser: It is closed.");
});

test("a prediction keeps the run shut while the class votes, and the second vote is asked for", () => {
  const { link, hears } = lesson();
  hears({ question: { id: "first" }, open: ["first"] });
  assert.deepEqual([link.isVoting(["first"]), link.isVoting(["second"]), link.votesAgain("first")], [true, false, false]);
  hears({ question: { id: "first" }, open: ["first"], vote: 2 });
  assert.ok(link.votesAgain("first") && link.isVoting(["second", "first"]));
  hears({ question: { id: "first" }, vote: 2 });
  assert.ok(!link.votesAgain("first") && !link.isVoting(["first"]));
});

test("whoever leaves is neither paused nor held any more", () => {
  const { link, said, hears } = lesson();
  hears({ paused: true, question: { id: "first" }, open: ["first"] });
  assert.ok(link.paused && link.holds("first"));
  hears({ paused: true }, "You have left the class.");
  assert.ok(!link.paused && !link.holds("first") && !link.isVoting(["first"]));
  assert.equal(said.at(-1), "You have left the class.");
});
