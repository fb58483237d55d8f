import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import { LabRun } from "../../../playground/lab/frontend/lab_run.js";

/** What was asked of all Workers. @type {{ call: string, args: any[] }[]} */
let asked = [];
let workers = 0;
/** What waits for the next frame of the screen. @type {(() => void)[]} */
let waiting = [];

/** Answers at once: a frame is as many steps further as it was asked for, at most 10. */
class FakeWorker {
  step = 0;
  /** @type {(event: { data: any }) => void} */
  listener = () => {};
  /** @type {(event: any) => void} */
  fail = () => {};

  constructor() {
    workers++;
  }

  addEventListener(/** @type {string} */ name, /** @type {any} */ listener) {
    if (name === "message") this.listener = listener;
    else this.fail = listener;
  }

  postMessage(/** @type {{ id: number, call: string, args: any[] }} */ { id, call, args }) {
    asked.push({ call, args });
    const steps = call === "frame" ? Math.min(10, args[0].most) : 0;
    this.step += steps;
    const curves = { future: 0, records: [], scores: [] };
    const score = args[1]?.score ? { js: this.step } : null;
    const answer = { step: this.step, latest: this.step, steps, score, changes: [], took: 0, curves };
    queueMicrotask(() => this.listener({ data: { id, answer } }));
  }

  terminate() {}
}

/** One frame of the screen, and all that comes of it. */
async function screen() {
  const now = waiting;
  waiting = [];
  for (const callback of now) callback();
  for (let k = 0; k < 10; k++) await null;
}

const original = globalThis.requestAnimationFrame;
beforeEach(() => {
  asked = [];
  waiting = [];
  workers = 0;
  Object.assign(globalThis, {
    Worker: FakeWorker,
    requestAnimationFrame: (/** @type {() => void} */ callback) => waiting.push(callback),
  });
});
afterEach(() => {
  Object.assign(globalThis, { Worker: undefined, requestAnimationFrame: original });
});

/** @param {string} link */
async function begun(link) {
  const run = new LabRun(link, Infinity);
  await run.begin(run.course);
  run.go();
  return run;
}

test("a hidden tab, which has no frames of the screen, asks its Worker for nothing", async () => {
  const run = await begun("seed-3");
  run.playing = true;
  for (let k = 0; k < 5; k++) await screen();
  assert.ok(run.step > 10);
  await null;
  const before = asked.length;
  for (let k = 0; k < 1000; k++) await null;
  assert.equal(asked.length, before);
  await screen();
  assert.ok(asked.length > before);
  assert.equal(workers, 1);
});

test("at full speed the Worker trains on before the screen has shown a frame, at a chosen speed it waits", async () => {
  const run = await begun("seed-3");
  /** @type {any[]} */
  const shown = [];
  run.shown = (frame) => shown.push(frame);
  run.playing = true;
  run.scored.at = -Infinity; // of two frames that come before one of the screen, the first has the score
  for (let k = 0; k < 5; k++) await screen();
  let steps = 0;
  for (const frame of shown) assert.equal(frame.step, steps += frame.steps);
  assert.deepEqual(shown.slice(1).map((frame) => frame.steps), [20, 20, 20]);
  assert.ok(shown[0].score && run.score === shown[0].score);
  run.speed = 200;
  await screen();
  const before = asked.length;
  await screen();
  assert.ok(asked.length <= before + 1);
});

test("the way to the step of a link is at full speed, not beyond it, and can be left", async () => {
  const run = await begun("step-35");
  assert.ok(run.onItsWay);
  assert.match(run.link(), /step-35/);
  for (let k = 0; k < 10; k++) await screen();
  assert.deepEqual([run.step, run.onItsWay], [35, false]);

  const other = await begun("step-1000000");
  for (let k = 0; k < 3; k++) await screen();
  other.target = 0;
  for (let k = 0; k < 2; k++) await screen();
  const { step } = other;
  for (let k = 0; k < 10; k++) await screen();
  assert.equal(other.step, step);
});

test("a Worker that ended by an error is said once, and asked for nothing more", async () => {
  const run = await begun("seed-3");
  /** @type {string[]} */
  const said = [];
  run.say = (text) => { said.push(text); };
  run.playing = true;
  await screen();
  /** @type {any} */ (run.worker.worker).fail({ preventDefault() {} });
  for (let k = 0; k < 5; k++) await screen();
  assert.equal(said.length, 1);
  assert.match(said[0], /reload the page/);
});
