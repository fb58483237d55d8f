import assert from "node:assert/strict";
import { test } from "node:test";

import { WorkerClient } from "../../../playground/shared/frontend/worker_client.js";

/** A Worker that never answers. */
class Silent extends EventTarget {
  isEnded = false;

  postMessage() {
    assert.ok(!this.isEnded);
  }

  terminate() {
    this.isEnded = true;
  }
}

function open() {
  const worker = new Silent();
  const words = { failed: "It failed.", closed: "It was closed." };
  return { worker, client: new WorkerClient(/** @type {any} */ (worker), words) };
}

test("an error of its own ends a Worker, and every question to it", async () => {
  const { worker, client } = open(), before = client.ask("draw");
  worker.dispatchEvent(new Event("error"));
  await assert.rejects(before, /It failed/);
  assert.ok(worker.isEnded, "its memory is free");
  await assert.rejects(client.ask("draw"), /It failed/);
});

test("what is asked after the end is refused at once", async () => {
  const { client } = open(), before = client.ask("draw");
  client.stop();
  await assert.rejects(before, /It was closed/);
  await assert.rejects(client.ask("draw"), /It was closed/);
});
