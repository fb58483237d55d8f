import assert from "node:assert/strict";
import { test } from "node:test";

import { notices } from "../../../playground/train/frontend/findings/notices.js";
import { outlookText } from "../../../playground/train/frontend/metrics/outlook.js";
import { duration } from "../../../playground/train/frontend/run/duration.js";
import { pollDelay } from "../../../playground/train/frontend/run/poller.js";
import { percentDone, progressText } from "../../../playground/train/frontend/run/progress.js";
import { usualSpeedIfSlow } from "../../../playground/train/frontend/run/slowdown.js";
import { stageHeight } from "../../../playground/train/frontend/run/window_fit.js";

const TRAINED = { progress: 0.4567, epoch: 1.234, images_seen: 74040, seconds: 200, images_per_second: 370.4, eta_seconds: 65 };

test("durations", () => {
  assert.equal(duration(0), "0 s");
  assert.equal(duration(-3), "0 s");
  assert.equal(duration(59.6), "1 min 0 s");
  assert.equal(duration(200), "3 min 20 s");
  assert.equal(duration(7500), "2 h 5 min");
});

test("a queued run says what it waits for, or that it is leaving", () => {
  const waiting = "Waiting for run 00047, about 4 min";
  assert.equal(progressText({ state: "queued", waiting }), waiting);
  assert.equal(progressText({ state: "queued", waiting, asked: "stop" }), "Leaving the queue");
});

test("before the first update it says what is done", () => {
  assert.equal(progressText({ state: "running", phase: "reading the images" }), "Starting: reading the images");
  assert.match(progressText({ state: "running" }), /^Starting/);
  assert.equal(progressText({ state: "running", asked: "stop" }), "Stopping");
  assert.equal(progressText({ state: "stopped" }), "Cancelled before it began");
  assert.equal(progressText({ state: "failed", error: "The disk is full." }), "Ended before training began");
});

test("how the run is adjusted stands in the line, and what is requested", () => {
  const status = { state: "paused", ...TRAINED, images_per_epoch: 60000 };
  const adjusted = { now: "only D trains", since: 18000, requested: "" };
  assert.match(progressText(status, adjusted), / {2}· {2}only D trains since epoch 0\.30 {2}· {2}3 min/);
  const back = { now: "", since: 0, requested: "original settings" };
  assert.match(progressText(status, back), /seen {2}· {2}requested: original settings {2}· {2}/);
  assert.ok(!progressText(status, { now: "", since: 9, requested: "" }).includes("since"));
});

test("what the process was asked for, and its last work, take the place of the speed", () => {
  assert.match(progressText({ state: "running", ...TRAINED, asked: "pause" }), / {2}· {2}pausing$/);
  assert.match(progressText({ state: "running", ...TRAINED, phase: "saving" }), / {2}· {2}saving$/);
});

test("a speed that has fallen to a fraction is named, an ordinary dip is not", () => {
  const seconds = Array.from({ length: 100 }, (_, index) => index);
  /** @type {(from: number, slow: number) => number[]} */
  const speeds = (from, slow) => seconds.map((second) => (second >= from ? slow : 400));
  assert.equal(usualSpeedIfSlow(seconds, speeds(80, 100)), 400);
  assert.equal(usualSpeedIfSlow(seconds, speeds(80, 300)), undefined);
  assert.equal(usualSpeedIfSlow(seconds, speeds(95, 100)), undefined); // the last 5 seconds only
  assert.equal(usualSpeedIfSlow(seconds.slice(0, 40), speeds(20, 100).slice(0, 40)), undefined); // too early
  assert.equal(usualSpeedIfSlow([], []), undefined);
  const text = progressText({ state: "running", ...TRAINED, images_per_second: 100 }, undefined, 400);
  assert.match(text, /100 images\/s \(before: 400; is this machine busy\?\)/);
});

test("a run says when its first metric comes, or why it has none", () => {
  const running = { state: "running", images_seen: 640, seconds: 20, eta_seconds: 100 };
  assert.equal(outlookText({ ...running, first_metrics_at: 65 }), "First metric in about 45 s.");
  assert.equal(outlookText({ ...running, first_metrics_at: 300 }), "First metric at the end of the run.");
  assert.equal(outlookText({ ...running, first_metrics_at: 10 }), "First metric with the next sample grid.");
  assert.equal(outlookText(running), "The first metric is being prepared.");
  assert.equal(outlookText({ ...running, no_metrics: "No metrics: too few images." }), "No metrics: too few images.");
  for (const state of ["stopped", "done", "failed", "interrupted"]) {
    assert.match(outlookText({ ...running, state }), /^No metrics: /);
  }
  assert.equal(outlookText({ state: "queued" }), "");
  assert.equal(outlookText({ state: "running" }), "");
});

test("an error and a lost process are said among the findings", () => {
  const [failed] = notices({ state: "failed", error: "The disk is full." }, []);
  assert.deepEqual([failed.title, failed.cause, failed.tone], ["Training failed", "The disk is full.", "bad"]);
  const diverged = { ...failed, kind: "diverged" };
  assert.deepEqual(notices({ state: "failed", error: "NaN" }, [diverged]), []); // it says so itself
  assert.match(notices({ state: "interrupted" }, [])[0].cause, /ended unexpectedly/);
  assert.equal(notices({ state: "interrupted", error: "It died 3 times." }, [])[0].cause, "It died 3 times.");
  assert.deepEqual(notices({ state: "done" }, []), []);
  const [gaveWay] = notices({ state: "stopped", gave_way: true }, []);
  assert.match(gaveWay.cause, /somebody waited/);
  assert.deepEqual(notices({ state: "stopped", gave_way: false }, []), []);
  const [hung] = notices({ state: "stopped", error: "It did not stop within 30 s." }, []);
  assert.deepEqual([hung.title, hung.cause], ["Ended by force", "It did not stop within 30 s."]);
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
