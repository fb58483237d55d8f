// A lab in front of a class: told while it moves, to the class of the address alone.

import assert from "node:assert/strict";
import { test } from "node:test";

import { layersNamed } from "../../../playground/lab/frontend/address.js";
import { showToClass, shownTo } from "../../../playground/lab/frontend/shown_lab.js";

const TOKEN = "0".repeat(32);

test("only an address with a class and its teacher's key shows its lab", () => {
  assert.deepEqual(shownTo({ search: "?class=amber-fox-42&lab=seed-7", hash: `#teacher=${TOKEN}` }), { code: "amber-fox-42", token: TOKEN });
  for (const [search, hash] of [["?class=amber-fox-42", ""], ["", `#teacher=${TOKEN}`], ["?class=x", `#teacher=${TOKEN}`], ["?class=amber-fox-42", "#teacher=1"]]) {
    assert.equal(shownTo({ search, hash }), null);
  }
});

test("what moves is told, what stands still is not, and a refusal is said", async (context) => {
  context.mock.timers.enable({ apis: ["setInterval"] });
  const view = { frame: {}, onItsWay: false, layers: { heat: true, reals: false }, slow: { half: /** @type {any} */ (null) }, link: () => "step-1" };
  /** @type {any[]} */
  const sent = [];
  /** @type {string[]} */
  const said = [];
  const replies = [Response.json({}), Response.json({ error: "Too many." }, { status: 429 }), Response.json({})];
  const ask = /** @type {any} */ (async (/** @type {string} */ address, /** @type {any} */ { body, headers }) => {
    sent.push({ address: String(address), token: headers["X-Class-Token"], ...JSON.parse(body) });
    return replies.shift();
  });
  const settled = () => new Promise((resolve) => { setTimeout(resolve, 5); });
  const stop = showToClass(/** @type {any} */ (view), { code: "amber-fox-42", token: TOKEN }, (words) => said.push(words), ask);
  await settled();
  context.mock.timers.tick(1000);
  assert.equal(sent.length, 1);
  assert.match(sent[0].address, /class\/amber-fox-42\/lab$/);
  assert.deepEqual([sent[0].token, sent[0].link, sent[0].layers, sent[0].half], [TOKEN, "step-1", "heat", 0]);
  view.slow.half = { index: 3 };
  context.mock.timers.tick(1000);
  await settled();
  assert.deepEqual([sent[1].half, said.at(-1)], [3, "Too many."]);
  context.mock.timers.tick(1000); // again: it was not taken
  await settled();
  assert.equal(sent.length, 3);
  view.link = () => `step-99~${Array.from({ length: 65 }, (_, k) => `${k}.lr_G-0.0${k % 2 + 1}`).join("~")}`;
  context.mock.timers.tick(1000);
  assert.deepEqual([sent.length, said.at(-1)?.slice(0, 15)], [3, "The class sees "]);
  view.onItsWay = true; // to the step of its link: the class would see another one
  view.link = () => "step-9";
  context.mock.timers.tick(1000);
  stop();
  assert.equal(sent.length, 3);
});

/** A lab that plays in front of a class, and what its server says. @param {(Response)[]} replies */
function playing(replies) {
  let step = 1;
  /** @type {any[]} */
  const sent = [];
  const view = { frame: {}, playing: true, layers: {}, slow: { running: true, hold() { this.running = false; } }, link: () => `step-${step}`, setPlaying: (/** @type {boolean} */ on) => { view.playing = on; } };
  const ask = /** @type {any} */ (async (/** @type {string} */ _, /** @type {any} */ { body }) => {
    sent.push(JSON.parse(body));
    return replies.shift();
  });
  const settled = () => new Promise((resolve) => { setTimeout(resolve, 5); });
  const second = async (/** @type {any} */ timers) => {
    await settled();
    step += view.playing ? 1 : 0;
    timers.tick(1000);
    await settled();
  };
  return { view, ask, sent, second, press: () => { step++; } };
}

test("a lab that plays stops when its class goes on, and its teacher's next step shows it again", async (context) => {
  context.mock.timers.enable({ apis: ["setInterval"] });
  const { view, ask, sent, second, press } = playing([Response.json({}), Response.json({}), Response.json({ error: "Gone on." }, { status: 409 }), Response.json({})]);
  const stop = showToClass(/** @type {any} */ (view), { code: "amber-fox-42", token: TOKEN }, () => {}, ask);
  await second(context.mock.timers);
  await second(context.mock.timers);
  assert.deepEqual([sent.map((each) => each.goes_on), view.playing, view.slow.running], [[false, true, true], false, false]);
  press(); // the last steps that were on their way
  await second(context.mock.timers);
  assert.equal(sent.length, 3);
  press();
  await second(context.mock.timers);
  stop();
  assert.deepEqual(sent.slice(3).map((each) => each.goes_on), [false]);
});

test("a class that is no more is asked once", async (context) => {
  context.mock.timers.enable({ apis: ["setInterval"] });
  const proxy = new Response("<h1>404</h1>", { status: 404 }), replies = [proxy, Response.json({ error: "No such class." }, { status: 404 })];
  const { view, ask, sent, second } = playing(replies);
  showToClass(/** @type {any} */ (view), { code: "amber-fox-42", token: TOKEN }, () => {}, ask);
  for (let k = 0; k < 3; k++) await second(context.mock.timers);
  assert.equal(sent.length, 2, "a proxy may answer for a server that is away");
});

test("layers are named or there are none", () => {
  assert.deepEqual([layersNamed("heat.reals.evil"), layersNamed("none"), layersNamed(""), layersNamed("evil")], [["heat", "reals"], [], null, null]);
});
