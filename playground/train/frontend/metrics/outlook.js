// When the first metric comes, or why a run has none.

import { duration } from "../run/duration.js";

/** @typedef {import("../types.js").Status} Status */

/**
 * @param {Status} status
 * @returns {string} for a run without any evaluation; "" before it has begun
 */
export function outlookText(status) {
  const { state, images_seen, no_metrics: reason } = status;
  if (reason) return reason;
  if (state === "running" || state === "paused") return images_seen === undefined ? "" : firstText(status);
  if (state === "queued" || images_seen === undefined) return "";
  if (state === "stopped") return "No metrics: stopped before the first evaluation; resume to get one.";
  return "No metrics: the run ended before its first evaluation.";
}

/** @param {Status} status of a run that trains */
function firstText({ seconds = 0, eta_seconds: left, first_metrics_at: at }) {
  if (at === undefined) return "The first metric is being prepared.";
  const wait = at - seconds;
  if (typeof left === "number" && wait >= left) return "First metric at the end of the run.";
  if (wait <= 0) return "First metric with the next sample grid.";
  return `First metric in about ${duration(wait)}.`;
}
