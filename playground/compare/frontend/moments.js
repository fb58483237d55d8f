// One timeline for runs that were looked at at different moments. Numbers in, numbers out.

/** @import { ComparedRun, View } from "./types.js" */

/**
 * Index of the place nearest to `at`, the earlier of two as near; the last one for null, -1 without any.
 * @param {number[]} places rising
 * @param {number | null} at
 */
export function nearest(places, at) {
  if (at === null) return places.length - 1;
  let best = -1;
  for (const [index, place] of places.entries()) {
    if (best < 0 || Math.abs(place - at) < Math.abs(places[best] - at)) best = index;
  }
  return best;
}

/** Index of the grid that a run shows: the held one as long as it is there. @param {ComparedRun} run @param {View} view */
export function shownOf({ name, seen, places }, { at, held }) {
  const kept = name in held ? seen.indexOf(held[name]) : -1;
  return kept >= 0 ? kept : nearest(places, at);
}

/** Every moment of any run, rising. @param {ComparedRun[]} runs */
export const momentsOf = (runs) => [...new Set(runs.flatMap(({ places }) => places))].sort((a, b) => a - b);

/**
 * The next moment to the left (-1) or right (1) of `at`; `at` itself at the end.
 * @param {number[]} moments rising
 * @param {number} at
 * @param {1 | -1} way
 */
export function step(moments, at, way) {
  const beyond = way > 0 ? moments.find((each) => each > at) : moments.findLast((each) => each < at);
  return beyond ?? at;
}

/** A moment in words. @param {"images_seen" | "epochs" | "minutes"} along @param {number} at */
export function words(along, at) {
  if (along === "epochs") return `epoch ${at.toFixed(2)}`;
  if (along === "minutes") return `${at.toFixed(at < 10 ? 2 : 1)} min`;
  return `${Math.round(at).toLocaleString("en")} images seen`;
}
