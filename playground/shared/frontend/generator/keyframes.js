// From keyframes to latents: what gan_core/generator/latent_walk.py does.

import { interpolate, lerp, truncate } from "./latents.js";
import { zFromSeed } from "./random_normal.js";
import { BadGenerator } from "./safetensors.js";

/** @import { Method, Vector } from "./latents.js" */
/**
 * One point in the latent space; keyframes.py explains the fields.
 * @typedef {object} Keyframe
 * @property {[number, number][]} seeds with weights
 * @property {[number, number][]} edits places of z and their values
 * @property {[string, number][]} directions with amounts
 * @property {[number, number][]} classes with weights; empty for those of the seeds
 * @property {number | null} truncation
 * @property {number} scale
 */
/** @typedef {{ frames: number, method: Method, easing: string }} Segment */
/** @typedef {{ zDim: number, numClasses: number }} Sizes of a generator */
/** @typedef {{ z: Vector, c: Float32Array | null }} Latent c without classes: null */

/**
 * The z and class weights of one keyframe: blend of seeds, truncation, edits, directions, scale.
 * @param {Keyframe} key
 * @param {Sizes} sizes
 * @param {Map<string, Float32Array>} [directions] unit vectors by id
 * @returns {Latent}
 */
export function latentOf(key, { zDim, numClasses }, directions = new Map()) {
  return { z: zOf(key, zDim, directions), c: numClasses ? classWeights(key, numClasses) : null };
}

/** @param {Keyframe} key @param {number} zDim @param {Map<string, Float32Array>} directions */
function zOf({ seeds, edits, directions: moves, truncation, scale }, zDim, directions) {
  const weights = merged(seeds), norm = Math.hypot(...weights.values());
  const blend = new Float64Array(zDim);
  for (const [seed, weight] of weights) {
    const own = zFromSeed(seed, zDim);
    for (let k = 0; k < zDim; k++) blend[k] += (weight / norm) * own[k];
  }
  const z = Float32Array.from(truncate(Float32Array.from(blend), truncation));
  for (const [place, value] of edits) {
    if (place >= zDim) throw new BadGenerator(`This model's z has ${zDim} dimensions; there is no z${place}.`);
    z[place] = value;
  }
  for (const [name, amount] of moves) {
    const vector = directions.get(name);
    if (!vector) throw new BadGenerator(`There is no direction ${name}.`);
    for (let k = 0; k < zDim; k++) z[k] += amount * vector[k];
  }
  return z.map((value) => value * scale);
}

/**
 * Class weights that sum to 1; without classes of its own a keyframe has those of its seeds (seed modulo the number
 * of classes), in which seeds with a negative weight do not count unless there are no others.
 * @param {Keyframe} key
 * @param {number} numClasses
 */
function classWeights({ seeds, classes }, numClasses) {
  const row = new Float32Array(numClasses);
  const own = seeds.map(([seed, weight]) => [seed % numClasses, Math.max(0, weight)]);
  for (const [index, weight] of classes.length ? classes : own) {
    if (index >= numClasses) throw new BadGenerator(`Classes run from 0 to ${numClasses - 1}, not ${index}.`);
    row[index] += weight;
  }
  if (!row.some(Boolean)) for (const [seed, weight] of seeds) row[seed % numClasses] += Math.abs(weight);
  const sum = row.reduce((total, weight) => total + weight, 0);
  return row.map((weight) => weight / sum);
}

/** @param {[number, number][]} pairs @returns {Map<number, number>} the weights of the same seed added */
function merged(pairs) {
  const sums = new Map();
  for (const [seed, weight] of pairs) sums.set(seed, (sums.get(seed) ?? 0) + weight);
  return sums;
}

/**
 * A latent between two: z by `method`, class weights by lerp, as they sum to 1 and do not lie on a sphere.
 * @param {Latent} a @param {Latent} b @param {number} t from 0 to 1
 * @param {Method} method
 * @returns {Latent}
 */
export function between(a, b, t, method) {
  return { z: interpolate(a.z, b.z, t, method), c: a.c && b.c && lerp(a.c, b.c, t) };
}

/**
 * A latent on the plane through three: a + u (b - a) + v (c - a). Between random vectors a straight line is shorter
 * than they are, so z gets the length that theirs have there; class weights sum to 1, and none is below 0.
 * @param {Latent} a @param {Latent} b @param {Latent} c
 * @param {number} u from 0 to 1 @param {number} v
 * @returns {Latent}
 */
export function onPlane(a, b, c, u, v) {
  const shares = [1 - u - v, u, v], corners = [a, b, c];
  const sum = (/** @type {Vector[]} */ rows) =>
    Float64Array.from(rows[0], (_, k) => rows.reduce((total, row, corner) => total + shares[corner] * row[k], 0));
  const z = sum(corners.map((corner) => corner.z)), is = Math.hypot(...z);
  const wanted = corners.reduce((total, corner, k) => total + shares[k] * Math.hypot(...corner.z), 0);
  const factor = is > 1e-9 && wanted > 0 ? wanted / is : 1;
  const weights = a.c && b.c && c.c && sum([a.c, b.c, c.c]).map((weight) => Math.max(0, weight));
  const whole = weights?.reduce((total, weight) => total + weight, 0) ?? 1;
  return {
    z: Float32Array.from(z, (value) => value * factor),
    c: weights && Float32Array.from(weights, (weight) => weight / whole),
  };
}

/**
 * Position from 0 to 1 at time t from 0 to 1.
 * @param {number} t
 * @param {string} easing
 */
export function eased(t, easing) {
  switch (easing) {
    case "smooth": return t * t * (3 - 2 * t);
    case "in": return t * t;
    case "out": return t * (2 - t);
    default: return t;
  }
}

/**
 * One frame of a walk; a frame beyond the end is the last.
 * @param {Latent[]} keys
 * @param {Segment[]} segments one after each keyframe; after the last one only in a loop
 * @param {number} frame
 * @returns {Latent}
 */
export function frameOf(keys, segments, frame) {
  const isLoop = segments.length === keys.length;
  let left = isLoop ? Math.min(frame, segments.reduce((sum, { frames }) => sum + frames, 0) - 1) : frame;
  for (const [index, { frames, method, easing }] of segments.entries()) {
    if (left < frames) {
      return between(keys[index], keys[(index + 1) % keys.length], eased(left / frames, easing), method);
    }
    left -= frames;
  }
  return keys[keys.length - 1];
}

/**
 * Latents in a row, as Generator.images takes them.
 * @param {Latent[]} latents at least one
 * @returns {{ z: Float32Array, c: Float32Array | null }}
 */
export function inARow(latents) {
  const [{ z: first, c: shares }] = latents;
  const z = new Float32Array(latents.length * first.length);
  const c = shares && new Float32Array(latents.length * shares.length);
  latents.forEach((latent, k) => {
    z.set(latent.z, k * first.length);
    if (c && latent.c) c.set(latent.c, k * latent.c.length);
  });
  return { z, c };
}
