// The address of the Compare page for some runs.

import { page } from "./api.js";

export const MOST_COMPARED = 6;
const LETTERS = "abcdef"; // as playground/shared/state.py names them

/** @param {string[]} ids of runs; the first six of more are compared */
export function compareAddress(ids) {
  return page("compare", Object.fromEntries(ids.slice(0, MOST_COMPARED).map((id, place) => [LETTERS[place], id])));
}
