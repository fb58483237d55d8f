// The keyframes of the walk with the segments between them, read from the view and written back.

import { joinPoints, splitPoints } from "./point.js";

/** @import { View } from "./view.js" */
/** @typedef {[string, string, string]} Segment frames, method, easing */
/**
 * @typedef {object} Keyframe
 * @property {string} point
 * @property {Segment} segment to the next keyframe
 * @property {boolean} locked
 */

export const MAX_KEYFRAMES = 16;
export const MAX_SEGMENT = 600; // frames
/** @type {Segment} */
const DEFAULT_SEGMENT = ["20", "slerp", "smooth"]; // as in latent_view.py

/**
 * As many segments as the walk has; the default for what the address does not name.
 * @param {Pick<View, "keys" | "ways" | "loop">} view
 * @returns {Segment[]}
 */
export function segmentsOf(view) {
  const wanted = Math.max(1, splitPoints(view.keys).length - (view.loop === "1" ? 0 : 1));
  const found = view.ways ? view.ways.split(";").slice(0, wanted) : [];
  return Array.from({ length: wanted }, (_, index) =>
    found[index] ? /** @type {Segment} */ (found[index].split(":")) : [...DEFAULT_SEGMENT]);
}

/**
 * Frames of the whole walk; a loop does not repeat its first frame at the end.
 * @param {Pick<View, "keys" | "ways" | "loop">} view
 */
export function frameCount(view) {
  const frames = segmentsOf(view).reduce((total, [count]) => total + Number(count), 0);
  return frames + (view.loop === "1" ? 0 : 1);
}

/**
 * Points, segments and locks as one list, since each edit moves all three.
 * @param {Pick<View, "keys" | "ways" | "loop">} view
 * @param {boolean[]} locked by place
 * @returns {Keyframe[]}
 */
export function readKeyframes(view, locked) {
  const segments = segmentsOf(view);
  return splitPoints(view.keys).map((point, index) =>
    ({ point, segment: segments[index] ?? [...DEFAULT_SEGMENT], locked: Boolean(locked[index]) }));
}

/**
 * The keyframes as fields of the view.
 * @param {Keyframe[]} keyframes
 */
export function writeKeyframes(keyframes) {
  return {
    keys: joinPoints(keyframes.map(({ point }) => point)),
    ways: keyframes.map(({ segment }) => segment.join(":")).join(";"),
  };
}

/**
 * One keyframe more, up to the limit.
 * @param {Keyframe[]} keyframes
 * @param {string} point
 * @returns {Keyframe[]}
 */
export function added(keyframes, point) {
  if (keyframes.length >= MAX_KEYFRAMES) return keyframes;
  return [...keyframes, { point, segment: [...DEFAULT_SEGMENT], locked: false }];
}

/**
 * Two keyframes in each other's place, with their segments.
 * @param {Keyframe[]} keyframes
 * @param {number} i
 * @param {number} j
 */
export function swapped(keyframes, i, j) {
  if (!keyframes[i] || !keyframes[j]) return keyframes;
  return keyframes.with(i, keyframes[j]).with(j, keyframes[i]);
}

/**
 * A copy of a keyframe put after it, not locked.
 * @param {Keyframe[]} keyframes
 * @param {number} index
 * @returns {Keyframe[]}
 */
export function duplicated(keyframes, index) {
  const { point, segment } = keyframes[index];
  return keyframes.toSpliced(index + 1, 0, { point, segment: [...segment], locked: false });
}

/**
 * The keyframes with some fields of one of them replaced.
 * @param {Keyframe[]} keyframes
 * @param {number} index
 * @param {Partial<Keyframe>} fields
 */
export function changed(keyframes, index, fields) {
  return keyframes[index] ? keyframes.with(index, { ...keyframes[index], ...fields }) : keyframes;
}
