// The rounds played in this tab: counts only, so that rounds compare and a reload loses none.

import { recalled, remember as keep } from "../../shared/frontend/tab_memory.js";

/** @import { Table } from "../../shared/frontend/detection.js" */
/**
 * @typedef {object} Played
 * @property {string} deck
 * @property {number} moment
 * @property {number} seed
 * @property {number} round
 * @property {Table} you
 * @property {Table | null} D
 */

const KEY = "game";
const MOST = 200;

/** @returns {Played[]} */
export function played() {
  const found = recalled(KEY);
  return Array.isArray(found) ? found.filter(isPlayed) : [];
}

/** @param {Played} one played again, a round counts once: as it was the first time */
export function remember(one) {
  const before = played();
  if (!before.some((other) => isSame(one, other))) keep(KEY, [...before, one].slice(-MOST));
}

/**
 * The same images.
 * @param {Played} a
 * @param {Played} b
 */
export function isSame(a, b) {
  return a.deck === b.deck && a.moment === b.moment && a.seed === b.seed && a.round === b.round;
}

/** @param {any} one */
function isPlayed(one) {
  const isTable = (/** @type {any} */ table) =>
    ["hits", "misses", "falseAlarms", "rejections"].every((name) => Number.isInteger(table?.[name]) && table[name] >= 0)
    && table.hits + table.misses > 0 && table.falseAlarms + table.rejections > 0;
  return typeof one?.deck === "string" && [one.moment, one.seed, one.round].every(Number.isInteger)
    && isTable(one.you) && (one.D === null || isTable(one.D));
}
