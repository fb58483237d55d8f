// The token of what changes something: asked for once, and again when the server has another.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

const { fetch } = globalThis;
afterEach(() => { globalThis.fetch = fetch; });

let copies = 0;
/** A page of its own, which knows no token yet. @returns {Promise<typeof import("../../../playground/shared/frontend/send.js")>} */
function page() {
  return import(`../../../playground/shared/frontend/send.js?page=${copies++}`);
}

/** @param {{ token: string, away?: boolean }} server */
function serve(server) {
  /** @type {string[]} */
  const asked = [];
  globalThis.fetch = async (address, options = {}) => {
    const headers = /** @type {Record<string, string>} */ (options.headers ?? {});
    asked.push(`${options.method ?? "GET"} ${new URL(String(address)).pathname.split("/").at(-1)}`);
    if (server.away) throw new TypeError("failed");
    if (String(address).endsWith("/token")) return Response.json({ token: server.token });
    if ((options.method ?? "GET") === "GET") return Response.json({ headers });
    const known = headers["X-Gan-Token"] === server.token;
    return known ? Response.json({ headers }) : Response.json({ error: "old" }, { status: 403 });
  };
  return asked;
}

const ADDRESS = "http://localhost/api/drawings";

test("reading carries no token and asks for none", async () => {
  const { send } = await page(), asked = serve({ token: "t1" });
  assert.deepEqual((await (await send(ADDRESS, { headers: { A: "b" } })).json()).headers, { A: "b" });
  assert.deepEqual(asked, ["GET drawings"]);
});

test("changing carries it, asked for once, beside the headers there are", async () => {
  const { send } = await page(), asked = serve({ token: "t1" });
  const answer = await send(ADDRESS, { method: "POST", headers: { A: "b" } });
  assert.deepEqual((await answer.json()).headers, { A: "b", "X-Gan-Token": "t1" });
  assert.equal((await send(ADDRESS, { method: "DELETE" })).status, 200);
  assert.deepEqual(asked, ["GET token", "POST drawings", "DELETE drawings"]);
});

test("a server that was set up anew gets its new token, once", async () => {
  const { send } = await page(), server = { token: "t1" };
  serve(server);
  await send(ADDRESS, { method: "POST" });
  server.token = "t2";
  const asked = serve(server);
  assert.equal((await send(ADDRESS, { method: "POST" })).status, 200);
  assert.deepEqual(asked, ["POST drawings", "GET token", "POST drawings"]);
});

test("a refusal for another reason is not sent twice", async () => {
  const { send } = await page();
  /** @type {string[]} */
  const asked = [];
  globalThis.fetch = async (address) => {
    asked.push(String(address));
    return String(address).endsWith("/token") ? Response.json({ token: "t" }) : Response.json({}, { status: 403 });
  };
  assert.equal((await send(ADDRESS, { method: "POST" })).status, 403);
  assert.equal(asked.filter((address) => address === ADDRESS).length, 1);
});

test("what was refused for want of a token fails as if the server were away while it gives none", async () => {
  const { send } = await page();
  globalThis.fetch = async (address) => {
    if (String(address).endsWith("/token")) throw new TypeError("failed");
    return Response.json({}, { status: 403 });
  };
  await assert.rejects(send(ADDRESS, { method: "POST" }), TypeError);
});

test("while the server is away the request fails as it would, and the next asks for a token again", async () => {
  const { send } = await page(), server = { token: "t1", away: true };
  serve(server);
  await assert.rejects(send(ADDRESS, { method: "POST" }), TypeError);
  server.away = false;
  assert.equal((await send(ADDRESS, { method: "POST" })).status, 200);
});
