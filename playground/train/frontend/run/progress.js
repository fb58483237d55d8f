// How far a run is and what it does now, in one line.

import { interpolated } from "../curves/columns.js";
import { duration } from "./duration.js";

/** @typedef {import("../types.js").Status} Status */
/** @typedef {import("../types.js").Adjusted} Adjusted */

export const ACTIVE = ["queued", "running", "paused"]; // states that have a process
const ASKED = { stop: "stopping, everything is saved", pause: "pausing" };
export const SEPARATOR = "  ·  ";

/**
 * @param {Status} status
 * @param {Adjusted} [adjusted]
 * @param {number} [usualSpeed] images per second, where it has fallen far below
 * @returns {string}
 */
export function progressText(status, adjusted, usualSpeed) {
  if (status.state === "queued") return status.asked ? "Leaving the queue" : status.waiting ?? "Queued";
  if (status.images_seen === undefined) return startText(status);
  const parts = [
    `${percentDone(status)}%`,
    `epoch ${(status.epoch ?? 0).toFixed(2)}`,
    `${status.images_seen.toLocaleString("en")} images seen`,
    ...adjustedParts(status, adjusted),
  ];
  if (status.asked) return [...parts, ASKED[status.asked]].join(SEPARATOR);
  if (status.state === "running" && status.phase) return [...parts, status.phase].join(SEPARATOR);
  if (status.state === "running") return [...parts, ...paceParts(status, usualSpeed)].join(SEPARATOR);
  return [...parts, `${duration(status.seconds ?? 0)} of training`].join(SEPARATOR);
}

/**
 * @param {Status} status
 * @returns {number} of the budget, 0 to 100
 */
export function percentDone(status) {
  return Math.round(100 * (status.progress ?? 0));
}

/**
 * The status as it was after `until` images; the run's own where that is undefined.
 * @param {Status} status of the whole run
 * @param {import("../types.js").Columns} columns
 * @param {number | undefined} until
 * @returns {Status}
 */
export function statusUntil(status, columns, until) {
  if (until === undefined || !status.images_seen) return status;
  const share = until / status.images_seen;
  return {
    ...status, state: "done", asked: "", images_seen: until, epoch: until / (status.images_per_epoch || 1),
    progress: share * (status.progress ?? 1), seconds: interpolated(columns.images_seen, columns.seconds, until),
  };
}

/** @param {Status} status before any update */
function startText({ state, asked, phase }) {
  if (state === "stopped") return "Cancelled before it began";
  if (!ACTIVE.includes(state)) return "It ended before training began";
  if (asked) return "Stopping";
  return `Starting: ${phase ?? "loading the training program"}`;
}

/**
 * @param {Status} status
 * @param {Adjusted | undefined} adjusted
 */
function adjustedParts({ images_per_epoch }, adjusted) {
  const parts = [];
  if (adjusted?.now) parts.push(`${adjusted.now} since epoch ${(adjusted.since / (images_per_epoch || 1)).toFixed(2)}`);
  if (adjusted?.requested) parts.push(`requested: ${adjusted.requested}`);
  return parts;
}

/**
 * @param {Status} status
 * @param {number | undefined} usualSpeed
 */
function paceParts({ images_per_second, eta_seconds }, usualSpeed) {
  const parts = [];
  if (images_per_second) {
    const usual = usualSpeed === undefined ? "" : ` (before: ${whole(usualSpeed)}; is this machine busy?)`;
    parts.push(`${whole(images_per_second)} images/s${usual}`);
  }
  if (typeof eta_seconds === "number") parts.push(`${duration(eta_seconds)} left`);
  return parts;
}

/** @param {number} value */
function whole(value) {
  return Math.round(value).toLocaleString("en");
}
