import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";

import { RequestRefused } from "../../../playground/shared/frontend/ask.js";
import { createRequestQueue, FACTS } from "../../../playground/explore/frontend/server/request_queue.js";

/**
 * A queue that writes down what happens, and tasks that end when they are told to.
 * @param {() => boolean} [isReady]
 */
function recorded(isReady = () => true) {
  /** @type {string[]} */
  const log = [];
  /** @type {boolean[]} */
  const told = [];
  let answers = 0;
  /** @type {(value?: unknown) => void} */
  let answer = () => {};
  const queue = createRequestQueue({
    isReady, answers: () => answers, retryMs: 5,
    onError: (sentence) => log.push(`error ${sentence}`),
    onAnswer: () => log.push("answer"),
    onDone: () => log.push("done"),
    onBusy: (busy) => told.push(busy),
  });
  return {
    queue,
    told,
    log,
    /** @param {string} name a task that asks the server */
    task: (name) => async () => {
      log.push(name);
      await new Promise((resolve) => { answer = resolve; });
      answers++;
    },
    async answerNext() { answer(); await wait(0); },
  };
}

test("one request is under way, and a task asked for again meanwhile runs once more", async () => {
  const { queue, log, told, task, answerNext } = recorded();
  queue.setTasks({ current: task("current") });
  queue.ask("current");
  for (let move = 0; move < 10; move++) queue.ask("current");
  assert.deepEqual(log, ["current"]);
  assert.ok(queue.isBusy());
  await answerNext();
  assert.deepEqual(log, ["current", "done", "answer", "current"]);
  await answerNext();
  assert.equal(queue.isBusy(), false);
  assert.deepEqual(told, [true, false]);
  assert.equal(log.filter((word) => word === "current").length, 2);
});

test("the task served longest ago goes first", async () => {
  const { queue, log, task, answerNext } = recorded();
  queue.setTasks({ a: task("a"), b: task("b"), c: task("c") });
  queue.ask("a");
  await answerNext();
  queue.ask("a", "b");
  queue.ask("c");
  for (let each = 0; each < 3; each++) await answerNext();
  queue.ask("c", "b", "a");
  queue.ask("b");
  for (let each = 0; each < 4; each++) await answerNext();
  assert.deepEqual(log.filter((word) => word.length === 1), ["a", "b", "c", "a", "b", "c", "a", "b"]);
});

test("nothing is drawn before the facts about the model are there", async () => {
  let isReady = false;
  const { queue, log, task, answerNext } = recorded(() => isReady);
  queue.setTasks({ current: task("current"), [FACTS]: task(FACTS) });
  queue.ask(FACTS, "current");
  assert.deepEqual(log, [FACTS]);
  isReady = true;
  await answerNext();
  assert.equal(log.at(-1), "current");
});

test("a refusal is shown and not asked again; without facts nothing else is asked", async () => {
  const { queue, log } = recorded(() => false);
  queue.setTasks({
    [FACTS]: () => { throw new RequestRefused("No such model."); },
    current: () => log.push("current"),
  });
  queue.ask("current", FACTS);
  await wait(20);
  assert.equal(log.includes("current"), false);
  assert.deepEqual(log, ["error No such model."]);
});

test("a server that does not answer is asked again", async () => {
  const { queue, log } = recorded();
  let tries = 0;
  queue.setTasks({ current: () => { if (++tries < 3) throw new Error("no answer"); } });
  queue.ask("current");
  await wait(60);
  assert.equal(tries, 3);
  assert.deepEqual(log, ["error no answer", "error no answer", "done"]);
});

test("a task that asked for nothing does not take an error off the page", async () => {
  const { queue, log } = recorded();
  queue.setTasks({ closed: () => {} });
  queue.ask("closed");
  await wait(5);
  assert.deepEqual(log, ["done"]);
});

test("a stopped queue asks for nothing more", async () => {
  const { queue, log, task, answerNext } = recorded();
  queue.setTasks({ a: task("a"), b: task("b") });
  queue.ask("a", "b");
  queue.stop();
  await answerNext();
  queue.ask("b");
  assert.equal(log.includes("b"), false);
});
