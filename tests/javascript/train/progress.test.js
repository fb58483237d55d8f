import assert from "node:assert/strict";
import { test } from "node:test";

import { duration } from "../../../playground/train/frontend/run/duration.js";
import { pollDelay } from "../../../playground/train/frontend/run/poller.js";
import { percentDone, progressText } from "../../../playground/train/frontend/run/progress.js";
import { stageHeight } from "../../../playground/train/frontend/run/window_fit.js";

const TRAINED = { progress: 0.4567, epoch: 1.234, images_seen: 74040, seconds: 200, images_per_second: 370.4, eta_seconds: 65 };

test("durations", () => {
  assert.equal(duration(0), "0 s");
  assert.equal(duration(-3), "0 s");
  assert.equal(duration(59.6), "1 min 0 s");
  assert.equal(duration(200), "3 min 20 s");
  assert.equal(duration(7500), "2 h 5 min");
});

test("a queued run says how many are ahead of it, or that it is next", () => {
  assert.equal(progressText({ state: "queued", position: 2 }), "queued: 2 runs ahead of this one");
  assert.equal(progressText({ state: "queued", position: 1 }), "queued: 1 run ahead of this one");
  assert.match(progressText({ state: "queued", position: 0 }), /^next: /);
});

test("before the first update it says what is done", () => {
  assert.equal(progressText({ state: "running", phase: "loading the data" }), "loading the data");
  assert.equal(progressText({ state: "running" }), "starting");
  assert.equal(progressText({ state: "stopped" }), "cancelled before training began");
  assert.equal(progressText({ state: "failed", error: "The disk is full." }), "The disk is full.");
});

test("a running run says its speed and what is left, an ended one how long it took", () => {
  assert.equal(
    progressText({ state: "running", ...TRAINED }),
    "46%  ·  epoch 1.23  ·  74,040 images seen  ·  370 images/s  ·  1 min 5 s left",
  );
  assert.equal(progressText({ state: "done", ...TRAINED }), "46%  ·  epoch 1.23  ·  74,040 images seen  ·  3 min 20 s of training");
  assert.ok(!progressText({ state: "running", ...TRAINED, eta_seconds: null }).includes("left"));
  assert.equal(percentDone({ state: "queued" }), 0);
});

test("the longer a run trains, the less often it is polled", () => {
  assert.equal(pollDelay({ state: "running", seconds: 0 }), 1000);
  assert.equal(pollDelay({ state: "running", seconds: 40 }), 2000);
  assert.equal(pollDelay({ state: "running", seconds: 9999 }), 4000);
  assert.equal(pollDelay({ state: "done", seconds: 40 }), 5000);
  assert.equal(pollDelay(undefined), 5000);
});

test("the stage fills the window, and a low window scrolls", () => {
  assert.equal(stageHeight(720, 104), 610);
  assert.equal(stageHeight(300, 104), 420);
});
