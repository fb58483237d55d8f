// How far a run is, in one line.

import { duration } from "./duration.js";

/** @typedef {import("../types.js").Status} Status */

export const ACTIVE = ["queued", "running", "paused"]; // states that have a process

/**
 * @param {Status} status
 * @returns {string}
 */
export function progressText(status) {
  if (status.state === "queued") return queueText(status.position ?? 0);
  if (status.images_seen === undefined) {
    const fallback = status.state === "stopped" ? "cancelled before training began" : "starting";
    return status.phase ?? status.error ?? fallback;
  }
  const parts = [
    `${percentDone(status)}%`,
    `epoch ${(status.epoch ?? 0).toFixed(2)}`,
    `${status.images_seen.toLocaleString("en")} images seen`,
  ];
  if (status.state === "running") {
    if (status.images_per_second) parts.push(`${Math.round(status.images_per_second)} images/s`);
    if (typeof status.eta_seconds === "number") parts.push(`${duration(status.eta_seconds)} left`);
  } else {
    parts.push(`${duration(status.seconds ?? 0)} of training`);
  }
  return parts.join("  ·  ");
}

/**
 * @param {Status} status
 * @returns {number} of the budget, 0 to 100
 */
export function percentDone(status) {
  return Math.round(100 * (status.progress ?? 0));
}

/** @param {number} ahead runs that train first */
function queueText(ahead) {
  if (ahead > 0) return `queued: ${ahead} ${ahead === 1 ? "run" : "runs"} ahead of this one`;
  return "next: training starts as soon as the device is free";
}
