// Truncation and interpolation of latent vectors: the mathematics of gan_core/generator/latents.py.

import { below, quantile } from "./normal_distribution.js";

/** @typedef {"slerp" | "lerp"} Method */
/** @typedef {Float32Array} Vector */

/**
 * z as if drawn from a normal truncated at +-threshold: each value keeps its share of the distribution.
 * @param {Vector} z
 * @param {number | null} threshold null leaves z as it is
 * @returns {Vector}
 */
export function truncate(z, threshold) {
  if (threshold === null) return z;
  const tail = below(-threshold);
  return z.map((value) => {
    const moved = quantile(tail + below(value) * (1 - 2 * tail));
    return Math.min(threshold, Math.max(-threshold, moved));
  });
}

/**
 * The straight line from a (t = 0) to b (t = 1).
 * @param {Vector} a
 * @param {Vector} b
 * @param {number} t
 */
export function lerp(a, b, t) {
  return Float32Array.from(a, (value, k) => value + (b[k] - value) * t);
}

/**
 * The arc from a to b at constant angular speed (Shoemake 1985; White, arXiv 1609.04468). Parallel, opposite or
 * zero vectors have no unique arc; they use the straight line.
 * @param {Vector} a
 * @param {Vector} b
 * @param {number} t
 */
export function slerp(a, b, t) {
  const lengths = length(a) * length(b);
  if (!lengths) return lerp(a, b, t);
  const cosine = a.reduce((sum, value, k) => sum + value * b[k], 0) / Math.max(lengths, 1e-12);
  const angle = Math.acos(Math.min(1, Math.max(-1, cosine))), sine = Math.sin(angle);
  if (sine < 1e-4) return lerp(a, b, t);
  const from = Math.sin((1 - t) * angle) / sine, to = Math.sin(t * angle) / sine;
  return Float32Array.from(a, (value, k) => from * value + to * b[k]);
}

/**
 * @param {Vector} a @param {Vector} b @param {number} t
 * @param {Method} method
 */
export function interpolate(a, b, t, method) {
  return (method === "slerp" ? slerp : lerp)(a, b, t);
}

/** The Euclidean length. @param {Vector} z */
export function length(z) {
  return Math.hypot(...z);
}
