// Asking the routes of a class; an error is a sentence.

import { api } from "../../shared/frontend/api.js";
import { ask as askServer } from "../../shared/frontend/ask.js";

/**
 * @param {string} path below /api/class/, or "" for a new class
 * @param {{ method?: string, token?: string, body?: unknown }} [options]
 * @returns {Promise<Response>}
 */
export function ask(path, { method = "GET", token = "", body } = {}) {
  return askServer(api(path ? `class/${path}` : "class"), {
    method, cache: "no-store",
    headers: token ? { "X-Class-Token": token } : {},
    body: body === undefined ? undefined : JSON.stringify(body),
  });
}
