// Whether a run has become much slower than it was: another program may have taken the machine.

import { quantile } from "../curves/columns.js";

/** @typedef {import("../curves/columns.js").Column} Column */

const RECENT_SECONDS = 15; // of training; shorter dips pass
const BEFORE_SECONDS = 30; // at least, without the warm-up
const WARM_UP_SECONDS = 5;
const FRACTION = 0.5;

/**
 * The speed before, in images per second, where the recent one is less than half of it.
 * @param {Column} seconds of training at each log entry, rising
 * @param {Column} speeds
 * @returns {number | undefined}
 */
export function usualSpeedIfSlow(seconds, speeds) {
  const end = Number(seconds.at(-1) ?? 0);
  const start = end - RECENT_SECONDS;
  if (start < WARM_UP_SECONDS + BEFORE_SECONDS) return undefined;
  const recent = speeds.filter((_, index) => Number(seconds[index]) > start);
  const before = speeds.filter((_, index) => Number(seconds[index]) <= start && Number(seconds[index]) > WARM_UP_SECONDS);
  const [now, usual] = [quantile(recent, 0.5), quantile(before, 0.5)];
  if (now === undefined || usual === undefined || now >= FRACTION * usual) return undefined;
  return usual;
}
