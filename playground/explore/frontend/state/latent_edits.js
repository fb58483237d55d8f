// Values of z that a person has edited with the latent sliders.

import { partOf, readPairs, withPart, writePairs } from "./point.js";

export const SLIDER_LIMIT = 4; // 1 in 16,000 normal numbers is beyond

/**
 * The edited values, by index.
 * @param {string} point
 */
export function editsOf(point) {
  return readPairs(partOf(point, "e"));
}

/**
 * The point with exactly these values edited.
 * @param {string} point
 * @param {Map<string, number>} edits
 */
export function withEdits(point, edits) {
  return withPart(point, "e", writePairs([...edits].sort(([i], [j]) => Number(i) - Number(j))));
}

/**
 * The point before any slider is moved: no edits, full length.
 * @param {string} point
 */
export function unedited(point) {
  return withPart(withEdits(point, new Map()), "s", "");
}
