import assert from "node:assert/strict";
import { test } from "node:test";

import { createInversionSearch, errorWords } from "../../../playground/explore/frontend/tabs/inversion_search.js";

/** @typedef {import("../../../playground/explore/frontend/server/api_client.js").ApiClient} ApiClient */

/**
 * A client whose searches make one step for each question and end with the third.
 * @param {(address: string) => void} [onAsk]
 */
function client(onAsk = () => {}) {
  let searches = 0;
  const pixels = { count: 1, height: 1, width: 1, channels: 1, data: new Uint8Array(1), norms: [] };
  /** @type {Record<string, number>} */
  const steps = {};
  return /** @type {ApiClient} */ (/** @type {unknown} */ ({
    post: async () => ({ id: String(searches++) }),
    json: async (/** @type {string} */ address) => {
      onAsk(address);
      const step = steps[address] = (steps[address] ?? 0) + 1;
      return { done: step === 3, inverted: false, progress: step / 3, error: 0.1, point: `0~e0:${step}` };
    },
    pixels: async () => pixels,
  }));
}

test("a search is asked for until it is done", async () => {
  /** @type {string[]} */
  const log = [];
  const search = createInversionSearch(client(), {
    onProgress: ({ point }) => log.push(String(point)),
    onEnd: (error) => log.push(error ?? "end"),
  });
  await search.start(new Blob(), new URLSearchParams());
  assert.deepEqual(log, ["0~e0:1", "0~e0:2", "0~e0:3", "end"]);
});

test("of two searches only the newer one is heard", async () => {
  /** @type {string[]} */
  const asked = [];
  let ends = 0;
  const search = createInversionSearch(client((address) => asked.push(address)), {
    onProgress: () => {}, onEnd: () => { ends++; },
  });
  const older = search.start(new Blob(), new URLSearchParams());
  await search.start(new Blob(), new URLSearchParams());
  await older;
  assert.equal(ends, 1);
  assert.equal(asked.filter((address) => address === "invert/1.json").length, 3);
  assert.ok(asked.filter((address) => address === "invert/0.json").length <= 1);
});

test("a search that is left ends at once and a refusal is its last word", async () => {
  /** @type {string[]} */
  const ends = [];
  const onEnd = (/** @type {string | undefined} */ error) => ends.push(error ?? "end");
  const search = createInversionSearch(client(), { onProgress: () => search.stop(), onEnd });
  await search.start(new Blob(), new URLSearchParams());
  const refusing = /** @type {ApiClient} */ (/** @type {unknown} */ ({ post: async () => { throw new Error("Too large."); } }));
  await createInversionSearch(refusing, { onProgress: () => {}, onEnd }).start(new Blob(), new URLSearchParams());
  assert.deepEqual(ends, ["end", "Too large."]);
});

test("an error is told with its best value", () => {
  assert.equal(errorWords({ error: 0.1182, inverted: false }), "mean pixel error 0.118 (0 = identical)");
  assert.match(errorWords({ error: 0, inverted: true }), /, light and dark inverted$/);
});
