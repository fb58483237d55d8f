// Requests to the server. What changes something carries a token that only pages of this server can read.

import { api } from "./api.js";

const READING = ["GET", "HEAD"];
const STALE = 403;

/** @type {Promise<string> | null} */
let token = null;

/**
 * fetch, with the token where the request changes something. It is asked for once a page, and again when the server
 * does not know it any more.
 * @param {string} address
 * @param {RequestInit} [options] its headers as a plain object
 * @returns {Promise<Response>}
 */
export async function send(address, options = {}) {
  if (READING.includes(options.method ?? "GET")) return fetch(address, options);
  const used = await known();
  const answer = await withToken(address, options, used);
  if (answer.status !== STALE) return answer;
  token = null;
  const fresh = await known();
  if (!fresh) throw new TypeError("no token came"); // as while the server is away: it may be sent again
  return fresh === used ? answer : withToken(address, options, fresh);
}

/** @returns {Promise<string>} */
function known() {
  token ??= asked();
  return token;
}

async function asked() {
  try {
    const answer = await fetch(api("token"), { cache: "no-store" });
    const found = (await answer.json()).token;
    if (typeof found === "string") return found;
  } catch { /* the request itself will say that the server does not answer */ }
  token = null; // the next request asks again
  return "";
}

/** @param {string} address @param {RequestInit} options @param {string} value */
function withToken(address, options, value) {
  const headers = { .../** @type {Record<string, string> | undefined} */ (options.headers), "X-Gan-Token": value };
  return fetch(address, { ...options, headers });
}
