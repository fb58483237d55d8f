// The API client: requests to /api/explore.

import { api } from "../../../shared/frontend/api.js";
import { ask } from "../../../shared/frontend/ask.js";

/** @import { Pixels } from "../images/pixels.js" */
/** @typedef {ReturnType<typeof createApiClient>} ApiClient */

export function createApiClient() {
  let answers = 0;

  /**
   * @param {string} route
   * @param {URLSearchParams} [query]
   * @param {RequestInit} [options]
   */
  async function send(route, query, options) {
    const answer = await ask(api(`explore/${route}`, query), options, "images come back as soon as it does");
    answers++;
    return answer;
  }

  return {
    /** Good answers so far: a task that asked for nothing must not take an error off the page. */
    answers: () => answers,
    /** @param {string} route @param {URLSearchParams} [query] */
    async json(route, query) { return (await send(route, query)).json(); },
    /** @param {string} route @param {URLSearchParams} [query] */
    async blob(route, query) { return (await send(route, query)).blob(); },
    /**
     * Images as the server sends them: uint8, images x height x width x channels, nothing around them.
     * @param {string} route
     * @param {URLSearchParams} [query]
     * @returns {Promise<Pixels>}
     */
    async pixels(route, query) {
      const answer = await send(route, query);
      const [count, height, width, channels] = numbers(answer.headers.get("X-Shape"));
      const data = new Uint8Array(await answer.arrayBuffer());
      return { count, height, width, channels, data, norms: numbers(answer.headers.get("X-Norms")) };
    },
    /**
     * Sends a file; the answer is JSON.
     * @param {string} route
     * @param {Blob} file
     * @param {URLSearchParams} [query]
     * @param {Record<string, string>} [headers]
     */
    async post(route, file, query, headers = {}) {
      return (await send(route, query, { method: "POST", body: file, headers })).json();
    },
  };
}

/** @param {string | null} text */
function numbers(text) {
  return text ? text.split(",").map(Number) : [];
}
