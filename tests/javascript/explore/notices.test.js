// Sentences on the page: an error stays, a remark goes by itself.

import assert from "node:assert/strict";
import { test } from "node:test";

import { createNotices } from "../../../playground/explore/frontend/controls/notices.js";

/** @param {import("node:test").TestContext} context */
function notices(context) {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const element = { textContent: "", hidden: true };
  return { element, ...createNotices(/** @type {any} */ (element)) };
}

test("a remark goes by itself", (context) => {
  const { element, remark } = notices(context);
  remark("Settings were dropped.");
  assert.deepEqual(element, { textContent: "Settings were dropped.", hidden: false });
  context.mock.timers.tick(60_000);
  assert.deepEqual(element, { textContent: "", hidden: true });
});

test("an error after a remark stays until it is cleared", (context) => {
  const { element, remark, error, clearError } = notices(context);
  remark("Settings were dropped.");
  error("The server does not answer.");
  context.mock.timers.tick(60_000);
  assert.equal(element.textContent, "The server does not answer.");
  clearError();
  assert.equal(element.hidden, true);
});

test("an image that comes takes no remark away", (context) => {
  const { element, remark, clearError } = notices(context);
  remark("The animation could not be made.");
  clearError();
  assert.equal(element.hidden, false);
});

test("what has stopped changes nothing", (context) => {
  const { element, remark, stop } = notices(context);
  remark("Settings were dropped.");
  stop();
  context.mock.timers.tick(60_000);
  assert.equal(element.hidden, false);
});
