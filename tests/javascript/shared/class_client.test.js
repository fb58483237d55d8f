// Answers arrive once, whatever the network does, and outlive the tab; followers hear what changed.

import assert from "node:assert/strict";
import { test } from "node:test";

import { currentClass, isCode, makeClient, secondsLeft, voteOf } from "../../../playground/shared/frontend/class_client.js";
import { memoryStorage } from "../../../playground/shared/frontend/class_storage.js";
import { told } from "../../../playground/shared/frontend/class_line.js";

const CODE = "amber-fox-42";

/**
 * A network that answers requests one after the other from a list, then as the server does.
 * @param {(unknown | ((body: any) => unknown))[]} replies a number is a status, an Error a broken connection
 */
function network(replies = []) {
  /** @type {any[]} */
  const asked = [];
  /** @type {any} */
  const fetch = async (/** @type {string} */ address, /** @type {any} */ options = {}) => {
    const body = options.body ? JSON.parse(options.body) : undefined;
    asked.push({ address: String(address), body, headers: options.headers });
    const next = replies.length ? replies.shift() : { stored: body?.id };
    const reply = typeof next === "function" ? next(body) : next;
    if (reply instanceof Error) throw reply;
    if (reply instanceof Response) return reply;
    return Response.json(reply);
  };
  return { fetch, asked };
}

const wait = () => Promise.resolve();
const refusal = (/** @type {number} */ status, /** @type {string} */ error) => Response.json({ error }, { status });

test("an answer is sent again with the same id until it is acknowledged", async () => {
  const { fetch, asked } = network([
    new Error("no network"), refusal(500, "log"), refusal(429, "slow"), new Response("<h1>502</h1>", { status: 502 }),
    new Response("<h1>not JupyterHub's</h1>", { status: 404 }), { stored: "another" },
  ]);
  const client = makeClient(CODE, { fetch, storage: memoryStorage(), wait });
  await client.answer({ question: "q", option: "a", seed: 7, result: { js: 0.2 } });
  assert.equal(asked.length, 7);
  assert.equal(new Set(asked.map(({ body }) => body.id)).size, 1);
  const { id, ...rest } = asked[0].body;
  assert.match(id, /^[0-9a-f]{32}$/);
  assert.deepEqual(rest, { student: client.student, question: "q", option: "a", vote: 1, seed: 7, result: { js: 0.2 } });
});

test("a refusal is a sentence, and is not sent again after a reload", async () => {
  const storage = memoryStorage(), first = network([refusal(409, "This question takes no answers now.")]);
  const client = makeClient(CODE, { fetch: first.fetch, storage, wait });
  await assert.rejects(client.answer({ question: "q", option: "a" }), /takes no answers/);
  const second = network();
  makeClient(CODE, { fetch: second.fetch, storage, wait });
  await new Promise((resolve) => { setTimeout(resolve, 5); });
  assert.equal(second.asked.length, 0);
});

test("what was not acknowledged is sent after a reload, by the same student, with the same id", async () => {
  const storage = memoryStorage(), first = network([new Error("gone")]);
  const never = () => new Promise(() => {});
  const closed = makeClient(CODE, { fetch: first.fetch, storage, wait: /** @type {any} */ (never) });
  closed.answer({ question: "q", option: "a" });
  await new Promise((resolve) => { setTimeout(resolve, 5); });
  const second = network(), opened = makeClient(CODE, { fetch: second.fetch, storage, wait });
  assert.equal(opened.student, closed.student);
  await new Promise((resolve) => { setTimeout(resolve, 5); });
  assert.deepEqual(second.asked.map(({ body }) => body), first.asked.map(({ body }) => body));
  const third = network();
  makeClient(CODE, { fetch: third.fetch, storage, wait });
  await new Promise((resolve) => { setTimeout(resolve, 5); });
  assert.equal(third.asked.length, 0);
});

test("answers arrive in the order in which they were given", async () => {
  const { fetch, asked } = network([new Error("no network")]);
  const client = makeClient(CODE, { fetch, storage: memoryStorage(), wait });
  const sent = [client.answer({ question: "q", option: "a" }), client.answer({ question: "q", option: "b" })];
  await Promise.all(sent);
  assert.deepEqual(asked.map(({ body }) => body.option), ["a", "a", "b"]);
});

test("a class leaves nothing behind, and classes do not know each other's students", () => {
  const { fetch } = network(), storage = memoryStorage();
  const one = makeClient(CODE, { fetch, storage, wait }), other = makeClient("red-ant-10", { fetch, storage, wait });
  assert.notEqual(one.student, other.student);
  one.leave();
  assert.equal(storage.length, 1);
  other.leave();
  assert.equal(storage.length, 0);
});

test("storage that is full or forbidden loses nothing while the tab is open", async () => {
  const { fetch, asked } = network();
  const storage = { ...memoryStorage(), setItem() { throw new Error("QuotaExceededError"); } };
  const client = makeClient(CODE, { fetch, storage, wait });
  await client.answer({ question: "q", option: "a" });
  assert.equal(asked.length, 1);
});

test("followers hear of changes, of a server that is away, and of the end of a class", async () => {
  const state = (/** @type {object} */ values, /** @type {string} */ etag) => Response.json({ ends: null, ...values }, { headers: { etag } });
  const { fetch, asked } = network([
    state({ vote: 1 }, '"1"'), new Response(null, { status: 304 }), new Error("no network"), new Error("no network"),
    new Response(null, { status: 304 }), state({ vote: 2 }, '"2"'), refusal(404, "There is no class amber-fox-42."),
  ]);
  const client = makeClient(CODE, { fetch, storage: memoryStorage(), wait });
  /** @type {any[]} */
  const heard = [];
  await new Promise((resolve) => {
    client.follow(({ state: now, away, problem }) => {
      heard.push([now?.vote, away, problem]);
      if (problem) resolve(undefined);
    });
  });
  assert.deepEqual(heard, [
    [1, false, ""], [1, true, ""], [1, false, ""], [2, false, ""], [2, false, "There is no class amber-fox-42."],
  ]);
  assert.equal(asked[1].headers["If-None-Match"], '"1"');
  assert.equal(asked.length, 7); // and no more
});

test("followers hear that the class was left, and then nothing more", async () => {
  const { fetch } = network([Response.json({ ends: null, paused: true })]);
  const client = makeClient(CODE, { fetch, storage: memoryStorage(), wait: () => new Promise(() => {}) });
  /** @type {string[]} */
  const problems = [];
  client.follow(({ problem }) => problems.push(problem));
  await new Promise((resolve) => { setTimeout(resolve, 5); });
  client.leave();
  assert.deepEqual(problems, ["", "You have left the class."]);
});

test("an answer belongs to the vote that is open, and at one's own pace to the usual one", () => {
  const state = /** @type {any} */ ({ question: { id: "q" }, vote: 2, own_pace: false });
  assert.equal(voteOf(state, "q"), 2);
  assert.deepEqual([voteOf(null, "q"), voteOf(state, "other"), voteOf({ ...state, own_pace: true }, "q", 2)], [1, 1, 2]);
});

test("a code in the address, and no other word, is a class", () => {
  assert.equal(currentClass("?class=amber-fox-42&lesson=4"), CODE);
  for (const word of ["cat", "Amber-fox-42", "amber-fox-4", "", "../amber-fox-42"]) assert.ok(!isCode(word));
  assert.equal(currentClass("?class=cat"), "");
});

test("seconds left never fall below zero", () => {
  assert.equal(secondsLeft(null, 5), null);
  assert.deepEqual([secondsLeft(10, 5.2), secondsLeft(10, 12)], [4, 0]);
});

const OPEN = { question: { id: "q" }, asks: ["q", "later"], open: ["q"], own_pace: false, vote: 2, ends: null };

test("an answer to a question that is not open waits, also over a reload, and goes once to the vote that is taken", async () => {
  const storage = memoryStorage(), tick = () => new Promise((resolve) => { setTimeout(resolve, 5); });
  const first = network([Response.json({ ...OPEN, open: [] })]);
  const never = /** @type {any} */ (() => new Promise(() => {}));
  const closed = makeClient(CODE, { fetch: first.fetch, storage, wait: never });
  closed.follow(() => {});
  await tick();
  closed.answerWhenOpen({ question: "q", option: "a", seed: 3 }, () => {});
  closed.answerWhenOpen({ question: "later", option: "b" }, () => {});
  closed.answerWhenOpen({ question: "of another lesson", option: "c" }, () => {});
  await tick();
  assert.equal(first.asked.length, 1);
  const second = network([Response.json(OPEN)]), opened = makeClient(CODE, { fetch: second.fetch, storage, wait: never });
  opened.follow(() => {});
  await tick();
  const sent = second.asked.slice(1).map(({ body: { question, option, vote, seed } }) => ({ question, option, vote, seed }));
  assert.deepEqual(sent, [{ question: "q", option: "a", vote: 2, seed: 3 }]);
  opened.leave();
  assert.equal(storage.length, 0);
});

test("an answer to an open question goes at once, what is said of it is heard, and a full storage loses none", async () => {
  const full = { ...memoryStorage(), setItem() { throw new Error("QuotaExceededError"); } };
  const { fetch } = network([Response.json({ ...OPEN, open: [] }), Response.json(OPEN), refusal(409, "It is closed.")]);
  let polls = 0;
  const client = makeClient(CODE, { fetch, storage: full, wait: () => (polls++ ? new Promise(() => {}) : new Promise((resolve) => { setTimeout(resolve, 5); })) });
  /** @type {string} */
  const said = await new Promise((resolve) => {
    client.follow(() => {});
    client.answerWhenOpen({ question: "q", option: "a" }, resolve);
  });
  assert.equal(said, "It is closed.");
});

test("the line says what matters most", () => {
  const question = { id: "q", lesson: "", answers: ["a", "b"] }, elsewhere = { page: "check", lesson: "" };
  const state = /** @type {any} */ ({ paused: false, question, open: ["q"], own_pace: false, block: null, page: "" });
  const news = { state, away: false, problem: "", secondsLeft: null };
  assert.deepEqual(told(news, elsewhere), { words: "", link: "Answer the question", to: "class" });
  assert.equal(told(news, { page: "class", lesson: "" }).link, "");
  assert.equal(told({ ...news, secondsLeft: 9 }, elsewhere).words, "9 s left.");
  assert.match(told({ ...news, state: { ...state, paused: true } }, elsewhere).words, /^Paused/);
  assert.match(told({ ...news, away: true }, elsewhere).words, /^The server is away/);
  assert.equal(told({ ...news, problem: "Gone." }, elsewhere).words, "Gone.");
});

test("the line leads to the block, and to a question where it is asked", () => {
  const asked = { id: "modes", lesson: "04-collapse", answers: ["1", "8"] }, measured = { id: "game", lesson: "", answers: [] };
  const state = { paused: false, question: null, open: [], own_pace: false, block: { number: 4, of: 9, title: "Collapse" }, page: "learn?lesson=04-collapse" };
  const leads = (/** @type {object} */ more, /** @type {string} */ page, lesson = "") =>
    told(/** @type {any} */ ({ state: { ...state, ...more }, away: false, problem: "", secondsLeft: null }), { page, lesson });
  assert.deepEqual(leads({}, "game"), { words: "", link: "Go to: Collapse", to: "learn?lesson=04-collapse" });
  assert.deepEqual(["4", "04", "04-collapse", "3", ""].map((lesson) => leads({}, "learn", lesson).link === ""), [true, true, true, false, false]);
  const open = { question: asked, open: ["modes"] };
  assert.deepEqual([leads(open, "learn", "4").link, leads(open, "class").link], ["", ""]);
  assert.equal(leads(open, "game").to, "learn?lesson=04-collapse");
  assert.equal(leads({ ...open, block: null, page: "" }, "game").to, "class");
  assert.equal(leads({ ...open, page: "learn?lesson=05-too-good" }, "learn", "5").to, "class"); // of another lesson
  // A round of the game answers this one; the class page could not.
  assert.deepEqual([leads({ question: measured, open: ["game"], page: "game?moment=1" }, "game").link, leads({ page: "" }, "game").to], ["", "class"]);
});
