// Requests to /api/drawings.

import { api } from "../../shared/frontend/api.js";
import { ask } from "../../shared/frontend/ask.js";

/**
 * @typedef {{ id: string, class: string, mine: boolean, png: string }} Drawing `png` in base64
 * @typedef {{ total: number, classes: { name: string, count: number }[] }} Summary
 * @typedef {Summary & { drawings: Drawing[] }} Listing the newest first
 */

/** @param {string} set @returns {Promise<Listing>} */
export function list(set) {
  return send({ set });
}

/**
 * @param {string} set
 * @param {string} className
 * @param {Blob} png
 * @returns {Promise<Summary & { drawing: Drawing }>}
 */
export function add(set, className, png) {
  return send({ set, class: className }, { method: "POST", body: png });
}

/** @param {string} set @param {string} id @returns {Promise<Summary>} */
export function remove(set, id) {
  return send({ set, id }, { method: "DELETE" });
}

/**
 * @param {Record<string, string>} query
 * @param {RequestInit} [options]
 */
async function send(query, options) {
  return (await ask(api("drawings", query), options)).json();
}
