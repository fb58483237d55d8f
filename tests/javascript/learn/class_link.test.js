// A lesson in a class: its answers reach the class when their questions are open, and no other class.

import assert from "node:assert/strict";
import { test } from "node:test";

import { ClassLink } from "../../../playground/learn/frontend/class_link.js";

const CLOSED = { asks: ["first", "second"], question: null, vote: 1, open: [], own_pace: false, revealed: [], paused: false };

/** A class whose teacher is this test. */
function lesson() {
  /** @type {any[]} */
  const sent = [];
  /** @type {string[]} */
  const said = [];
  /** @type {(news: any) => void} */
  let tell = () => {};
  const client = {
    follow: (/** @type {any} */ callback) => { tell = callback; return () => {}; },
    answer: async (/** @type {any} */ answer) => { sent.push(answer); },
  };
  const link = new ClassLink((sentence) => said.push(sentence), () => {}, client);
  return { link, sent, said, hears: (/** @type {object} */ state, problem = "") => tell({ state: { ...CLOSED, ...state }, problem }) };
}

test("an answer goes at once where its question is open, to the vote that is taken", () => {
  const { link, sent, hears } = lesson();
  hears({ question: { id: "first" }, vote: 2, open: ["first"] });
  link.answer("first", "a", 7);
  hears({ own_pace: true, question: { id: "first" }, open: ["first", "second"] });
  link.answer("second", "b", null);
  assert.deepEqual(sent, [{ question: "first", vote: 2, option: "a", seed: 7 }, { question: "second", vote: 1, option: "b", seed: null }]);
});

test("an answer that comes before its question is opened, or before the class is known, waits for it", () => {
  const { link, sent, said, hears } = lesson();
  link.answer("first", "a", null);
  hears({});
  assert.equal(sent.length, 0);
  assert.match(said.at(-1) ?? "", /when your teacher opens this question/);
  hears({ question: { id: "first" }, open: ["first"] });
  hears({ question: { id: "first" }, open: ["first"] });
  assert.deepEqual(sent.map(({ question }) => question), ["first"]);
});

test("a class of another lesson is not sent what it does not ask", () => {
  const { link, sent, said, hears } = lesson();
  hears({});
  link.answer("elsewhere", "a", null);
  hears({ open: ["elsewhere"] });
  assert.deepEqual([sent, said], [[], []]);
});

test("whoever leaves is neither paused nor held any more", () => {
  const { link, said, hears } = lesson();
  hears({ paused: true, question: { id: "first" }, open: ["first"] });
  assert.ok(link.paused && link.holds("first"));
  hears({ paused: true }, "You have left the class.");
  assert.ok(!link.paused && !link.holds("first"));
  assert.equal(said.at(-1), "You have left the class.");
});
