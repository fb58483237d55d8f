// Keys of the lab. Never R or C, which Streamlit binds.

import { LAYERS } from "./picture.js";

/** What the help lists. @type {[string, string][]} */
export const HELP = [
  ["Space", "play or pause"],
  ["S", "one step: D, then G"],
  ["D, G", "only D, only G"],
  ["M", "slow motion; then → and ← for the next and the last part"],
  ["← →", "on the timeline: go back and forth"],
  ["1 to 8", LAYERS.map(({ title }) => title).join(", ")],
  ["A", "arrows: gradient of G’s loss, or of D’s logit"],
  ["?", "this list"],
];

/** @type {Record<string, string>} */
const LETTERS = { s: "both", d: "D", g: "G", m: "slow", a: "bare", "?": "help" };

/**
 * @param {string} key of a KeyboardEvent @param {boolean} onControl whether Space would press what has the focus
 * @returns {{does: string, layer?: string} | null}
 */
export function actionOf(key, onControl) {
  if (key === " ") return onControl ? null : { does: "play" };
  if (/^[1-8]$/.test(key)) return { does: "layer", layer: LAYERS[Number(key) - 1].name };
  const does = LETTERS[key.toLowerCase()];
  return does ? { does } : null;
}
