import assert from "node:assert/strict";
import { test } from "node:test";

import { checked } from "../../../playground/lab/frontend/engine/settings.js";
import { Session } from "../../../playground/lab/frontend/session.js";

const small = { width_G: 4, width_D: 4, batch_size: 8 };
const begun = () => new Session({ settings: checked(small) });
const state = (/** @type {Session} */ session) => [...session.lab.snapshot().state];
const LONG = 1e9;

test("going back and on again gives the same run, bit for bit", () => {
  const session = begun();
  session.run(LONG, 60);
  session.change({ lr_G: 0.01 });
  session.run(LONG, 70);
  const end = state(session);
  session.seek(57);
  assert.equal(session.step, 57);
  session.run(LONG, 73);
  assert.deepEqual(state(session), end);
  assert.equal(session.latest, 130);
});

test("a change in the past begins another future", () => {
  const session = begun();
  session.run(LONG, 100);
  session.seek(50);
  session.change({ lr_D: 0.5 });
  assert.equal(session.latest, 50);
  assert.deepEqual(session.changes, [{ step: 50, name: "lr_D", value: 0.5 }]);
  session.run(LONG, 50);
  const branched = state(session);
  const other = new Session({ settings: checked(small), changes: [...session.changes] });
  other.run(LONG, 100);
  assert.deepEqual(state(other), branched);
});

test("slow motion ends where a step ends, and nothing of it is lost", () => {
  const [slow, fast] = [begun(), begun()];
  const names = [slow.half().name];
  while (slow.step === 0) names.push(slow.half().name);
  assert.equal(names[0], "z");
  assert.ok(names.includes("move_G"));
  slow.run(LONG, 3);
  fast.run(LONG, slow.step);
  assert.deepEqual(state(slow), state(fast));
});

test("the past is bounded", () => {
  const session = begun();
  session.every = 1;
  session.run(LONG, 500);
  assert.ok(session.kept.size <= 201);
  session.seek(499);
  assert.equal(session.step, 499);
});

test("a change at the step of a snapshot is made again after going back", () => {
  const changes = [{ step: 50, name: "lr_G", value: 0.02 }, { step: 100, name: "optimizer", value: "sgd" }];
  const session = new Session({ settings: checked(small), changes });
  session.run(LONG, 130);
  const end = state(session);
  for (const step of [120, 100, 70, 50, 49]) {
    session.seek(step);
    session.run(LONG, 130 - step);
    assert.deepEqual(state(session), end, `from ${step}`);
  }
  assert.deepEqual(session.changes, changes);
});

test("the changes of a step are in force when the run has come to it", () => {
  const change = (/** @type {number} */ step, /** @type {string} */ value) => ({ step, name: "loss", value });
  const session = new Session({ settings: checked(small), changes: [change(0, "hinge"), change(60, "wasserstein")] });
  assert.equal(session.frame({}).settings.loss, "hinge");
  session.run(LONG, 60);
  assert.equal(session.frame({}).settings.loss, "wasserstein");
});

test("after a step of one network both move, going back over it too, and steps of one are one change", () => {
  const session = begun();
  session.run(LONG, 10);
  for (let k = 0; k < 30; k++) session.only("D");
  assert.equal(session.frame({}).settings.freeze, "none");
  const freezes = [{ step: 10, name: "freeze", value: "G" }, { step: 40, name: "freeze", value: "none" }];
  assert.deepEqual(session.frame({}).changes, freezes);
  session.seek(3);
  session.run(LONG, 40);
  assert.equal(session.lab.settings.freeze, "none");
});

test("the past of wide networks takes no more memory than 32 MB", () => {
  const session = new Session({ settings: checked({ width_G: 128, width_D: 128, batch_size: 2 }) });
  session.every = 1;
  session.run(LONG, 80);
  const { length } = session.lab.snapshot().state;
  assert.ok(session.kept.size > 10 && session.kept.size * length * 8 <= 32e6 + 8 * length, `${session.kept.size}`);
});

test("a run that follows another takes over its changes in time, or says that its past is another", () => {
  const [leads, follows] = [begun(), begun()];
  leads.run(LONG, 40);
  follows.run(LONG, 30);
  leads.change({ lr_G: 0.02 });
  leads.run(LONG, 10);
  leads.only("G");
  assert.equal(follows.expect([...leads.changes]), true);
  follows.run(LONG, leads.step - follows.step);
  assert.deepEqual(state(follows), state(leads));
  assert.equal(follows.expect([{ step: 5, name: "lr_G", value: 0.5 }]), false);
  assert.deepEqual(state(follows), state(leads));
});

test("a step that slow motion left in its middle counts among the steps of a run", () => {
  const session = begun();
  session.half();
  assert.equal(session.run(LONG, 3), 3);
  assert.equal(session.step, 3);
});
