// Requests to /api/drawings.

import { api } from "../../shared/frontend/api.js";

/**
 * @typedef {{ id: string, class: string, mine: boolean, png: string }} Drawing `png` in base64
 * @typedef {{ total: number, classes: { name: string, count: number }[] }} Summary
 * @typedef {Summary & { drawings: Drawing[] }} Listing the newest first
 */

/** @param {string} set @returns {Promise<Listing>} */
export function list(set) {
  return ask({ set });
}

/**
 * @param {string} set
 * @param {string} className
 * @param {Blob} png
 * @returns {Promise<Summary & { drawing: Drawing }>}
 */
export function add(set, className, png) {
  return ask({ set, class: className }, { method: "POST", body: png });
}

/** @param {string} set @param {string} id @returns {Promise<Summary>} */
export function remove(set, id) {
  return ask({ set, id }, { method: "DELETE" });
}

/**
 * @param {Record<string, string>} query
 * @param {RequestInit} [options]
 */
async function ask(query, options) {
  let answer;
  try {
    answer = await fetch(api("drawings", query), options);
  } catch {
    throw new Error("The server does not answer; try again in a moment.");
  }
  if (!answer.ok) {
    const { error } = await answer.json().catch(() => ({}));
    throw new Error(error ?? `The server answered ${answer.status}; reload the page.`);
  }
  return answer.json();
}
