import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { createApiClient } from "../../../playground/explore/frontend/server/api_client.js";
import { RequestRefused } from "../../../playground/shared/frontend/ask.js";

const { fetch } = globalThis;
afterEach(() => { globalThis.fetch = fetch; });

/** @param {(address: string, options?: RequestInit) => Response} answer */
function serve(answer) {
  globalThis.fetch = async (address, options) => answer(String(address), options);
}

test("pixels come with their shape and the lengths of z", async () => {
  const headers = { "X-Shape": "2,1,3,1", "X-Norms": "5.5,5.25" };
  serve((address) => {
    assert.match(address, /\/explore\/paths\.raw\?t=0\.5$/);
    return new Response(new Uint8Array([1, 2, 3, 4, 5, 6]), { headers });
  });
  const client = createApiClient();
  const pixels = await client.pixels("paths.raw", new URLSearchParams({ t: "0.5" }));
  assert.deepEqual([pixels.count, pixels.height, pixels.width, pixels.channels], [2, 1, 3, 1]);
  assert.deepEqual([...pixels.data], [1, 2, 3, 4, 5, 6]);
  assert.deepEqual(pixels.norms, [5.5, 5.25]);
  assert.equal(client.answers(), 1);
});

test("a refusal is the server's sentence and no answer", async () => {
  serve(() => Response.json({ error: "There is no model." }, { status: 404 }));
  const client = createApiClient();
  await assert.rejects(client.json("about.json"), (error) =>
    error instanceof RequestRefused && error.message === "There is no model.");
  serve(() => new Response("<html>", { status: 502 }));
  await assert.rejects(client.json("about.json"), /answered 502/);
  assert.equal(client.answers(), 0);
});

test("a server that is away is told from one that refuses", async () => {
  globalThis.fetch = async () => { throw new TypeError("failed"); };
  await assert.rejects(createApiClient().blob("generator.pt"), (error) =>
    error instanceof Error && !(error instanceof RequestRefused) && error.message.includes("does not answer"));
});

test("a file is sent with its headers", async () => {
  serve((address, options) => {
    if (address.endsWith("/token")) return Response.json({ token: "t" });
    assert.equal(options?.method, "POST");
    assert.deepEqual(options?.headers, { "Content-Type": "application/json", "X-Gan-Token": "t" });
    return Response.json({ id: "a" });
  });
  const headers = { "Content-Type": "application/json" };
  assert.deepEqual(await createApiClient().post("walk.json", new Blob(["{}"]), undefined, headers), { id: "a" });
});
