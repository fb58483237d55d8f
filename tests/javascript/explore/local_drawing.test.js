import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";

import { createLocalDrawing, lateAfter, MOST_LATE } from "../../../playground/explore/frontend/local/local_drawing.js";

/** Workers that run. @type {Set<FakeWorker>} */
const running = new Set();

/** Draws nothing, at once. */
class FakeWorker extends EventTarget {
  constructor() {
    super();
    running.add(this);
  }

  postMessage(/** @type {{ id: number, call: string }} */ { id, call }) {
    const answer = call === "load" ? { zDim: 2, numClasses: 0 } : { count: 1, milliseconds: 1, by: this };
    queueMicrotask(() => this.dispatchEvent(new MessageEvent("message", { data: { id, answer } })));
  }

  terminate() {
    running.delete(this);
  }
}

const defaults = /** @type {any} */ ({ model: "a", point: "1", seed_a: "1", seed_b: "2", keys: "1;2", tab: "variations",
  truncation: "", noise: "1" });
/** What the server is about to send, by route; others are there at once. @type {Map<string, Promise<void>>} */
const slow = new Map();

function drawing() {
  const client = /** @type {any} */ ({
    answers: () => 0,
    async json(/** @type {string} */ route) {
      await slow.get(route);
      return route === "vectors.json" ? { "pca-1": [0, 1] } : { network: {}, digest: "0" };
    },
    blob: async () => ({ arrayBuffer: async () => new ArrayBuffer(8) }),
    pixels: async () => "by the server",
  });
  return createLocalDrawing(client, defaults);
}

const original = globalThis.Worker;
beforeEach(() => {
  running.clear();
  slow.clear();
  Object.assign(globalThis, { Worker: FakeWorker });
});
after(() => { Object.assign(globalThis, { Worker: original }); });

const query = (text = "") => new URLSearchParams(text);
const lost = () => assert.fail("the Worker is well");

test("of models that are chosen fast one after the other, one Worker is left", async () => {
  const client = drawing();
  const words = await Promise.all(["a", "b", "a"].map((model) => client.prepare(model, lost)));
  assert.deepEqual(words.slice(0, 2), ["", ""]);
  assert.match(words[2], /in this browser/);
  assert.equal(running.size, 1);
  client.stop();
  assert.equal(running.size, 0);
});

test("an image that waited for a direction is never another model's", async () => {
  const client = drawing();
  await client.prepare("a", lost);
  let arrive = () => {};
  slow.set("vectors.json", new Promise((resolve) => { arrive = resolve; }));
  const image = client.pixels("current.raw", query("point=1~dpca-1:2"));
  await client.prepare("b", lost);
  arrive();
  assert.equal(await image, "by the server");
});

test("a Worker that breaks down is told, and the server draws from then on", async () => {
  const client = drawing();
  let told = 0;
  await client.prepare("a", () => { told++; });
  const { by } = /** @type {any} */ (await client.pixels("current.raw", query()));
  assert.ok(running.has(by));
  by.dispatchEvent(new Event("error"));
  for (let k = 0; k < 2; k++) assert.equal(await client.pixels("current.raw", query()), "by the server");
  assert.equal(told, 1);
});

test("an image that is late now and then stays on the page's thread, and many that are late leave it", () => {
  let late = 0, most = 0;
  for (let image = 0; image < 900; image++) most = Math.max(most, late = lateAfter(late, image % 3 ? 2 : 40));
  assert.ok(most <= MOST_LATE);
  for (let image = 0; image <= MOST_LATE; image++) late = lateAfter(late, 40);
  assert.ok(late > MOST_LATE);
});
