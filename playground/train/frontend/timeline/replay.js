// The time of a replay: where it is in the recorded seconds, and what had happened until then.

import { interpolated, lastUpTo } from "../curves/columns.js";

/** @typedef {import("../types.js").Columns} Columns */

export const WHOLE_RUN = "whole"; // the speed at which any run takes WHOLE_SECONDS
const WHOLE_SECONDS = 30;

/**
 * Recorded seconds that pass in one second.
 * @param {string} speed a number of times the recorded speed, or WHOLE_RUN
 * @param {number} length of the run in recorded seconds
 * @returns {number}
 */
export function rateOf(speed, length) {
  const times = Number(speed);
  return speed !== WHOLE_RUN && times > 0 ? times : length / WHOLE_SECONDS;
}

/**
 * The length of a run in recorded seconds.
 * @param {Columns} columns of its log entries
 * @returns {number}
 */
export function lengthOf(columns) {
  return Number(columns.seconds?.at(-1) ?? 0);
}

/**
 * Where a replay begins: where the timeline is or, from the end, at the beginning again.
 * @param {Columns} columns
 * @param {number} seen images seen at the moment shown
 * @returns {number} recorded seconds
 */
export function startAt(columns, seen) {
  const seconds = interpolated(columns.images_seen, columns.seconds, seen);
  return seconds >= lengthOf(columns) ? 0 : seconds;
}

/**
 * Images seen after so many recorded seconds.
 * @param {Columns} columns
 * @param {number} seconds
 * @returns {number}
 */
export function seenAfter(columns, seconds) {
  return Math.round(interpolated(columns.seconds, columns.images_seen, seconds));
}

/**
 * Index of the newest moment that had come; 0 before the first.
 * @param {number[]} moments images seen, rising
 * @param {number} seen
 * @returns {number}
 */
export function newestIndex(moments, seen) {
  return Math.max(0, lastUpTo(moments, seen));
}

/**
 * The rows of a log or of metrics that were there after so many images; all where there is no limit.
 * @template {{ images_seen: number }} T
 * @param {T[]} rows
 * @param {number | undefined} until images seen
 * @returns {T[]}
 */
export function rowsUntil(rows, until) {
  return until === undefined ? rows : rows.filter(({ images_seen: seen }) => seen <= until);
}
