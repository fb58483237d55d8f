import assert from "node:assert/strict";
import { test } from "node:test";

import { createHistory } from "../../../playground/explore/frontend/state/history.js";
import { viewOf } from "./fixtures.js";

test("changes are undone and redone one by one", () => {
  const view = viewOf();
  let changes = 0;
  const history = createHistory(view, () => {}, () => { changes++; });
  assert.deepEqual([history.canUndo(), history.canRedo()], [false, false]);
  view.t = "0.7";
  assert.ok(history.canUndo());
  history.undo();
  assert.equal(view.t, "0.5");
  history.redo();
  assert.equal(view.t, "0.7");
  view.t = "0.9";
  history.undo();
  assert.equal(view.t, "0.7");
  view.seed_a = "5";
  history.undo();
  assert.deepEqual([view.seed_a, view.t], ["0", "0.7"]);
  assert.equal(changes, 4);
});

test("a new change forgets what was undone", () => {
  const view = viewOf();
  const history = createHistory(view, () => {}, () => {});
  view.t = "0.7";
  history.undo();
  view.t = "0.2";
  history.redo();
  assert.equal(view.t, "0.2");
  assert.equal(history.canRedo(), false);
});

test("moves within half a second are one change, and the playhead and the model are none", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const view = viewOf();
  const history = createHistory(view, () => {}, () => {});
  for (const t of ["0.6", "0.7", "0.8"]) {
    view.t = t;
    history.note();
    context.mock.timers.tick(100);
  }
  context.mock.timers.tick(500);
  Object.assign(view, { frame: "9", model: "mnist" });
  history.note();
  context.mock.timers.tick(500);
  history.undo();
  assert.deepEqual([view.t, view.frame, view.model, history.canUndo()], ["0.5", "9", "mnist", false]);
});

test("a view of another model comes back as it fits, and those before it are still reached", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const view = viewOf({ seed_a: "1~c9" });
  const fit = () => { view.seed_a = view.seed_a.replace("~c9", ""); };
  const history = createHistory(view, fit, () => history.note());
  view.seed_a = "2~c9";
  context.mock.timers.tick(500);
  history.note();
  context.mock.timers.tick(500);
  view.seed_a = "3";
  history.undo();
  assert.equal(view.seed_a, "2");
  context.mock.timers.tick(500);
  assert.ok(history.canRedo());
  history.undo();
  assert.equal(view.seed_a, "1");
  history.redo();
  history.redo();
  assert.equal(view.seed_a, "3");
});
