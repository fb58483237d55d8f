// From what a request describes to latents, as view_latents.py does it on the server.

import { between, frameOf, latentOf } from "../../../shared/frontend/generator/keyframes.js";
import { length } from "../../../shared/frontend/generator/latents.js";
import { frameCount, segmentsOf } from "../state/keyframes.js";
import { partOf, readPairs, splitPoints } from "../state/point.js";
import { seedWeights } from "../state/seed_map.js";

/** @import { Keyframe, Latent, Segment, Sizes } from "../../../shared/frontend/generator/keyframes.js" */
/** @import { Method } from "../../../shared/frontend/generator/latents.js" */
/** @import { View } from "../state/view.js" */
/** @typedef {Map<string, Float32Array>} Vectors unit vectors of directions by id */
/** @typedef {{ latents: Latent[], norms: number[] }} Asked norms: lengths of z, where the answer has them */

const STRIP = 9, NORM_PLACES = 41;
const STEPS = [-3, -2, -1, 0, 1, 2, 3]; // along a direction, in standard deviations

/**
 * The view that a request describes: what it does not name is the default.
 * @param {URLSearchParams} query
 * @param {View} defaults
 * @returns {View}
 */
export function viewOf(query, defaults) {
  return { ...defaults, ...Object.fromEntries(query) };
}

/**
 * The directions whose vectors a request needs.
 * @param {URLSearchParams} query
 * @param {View} view
 */
export function directionsOf(query, view) {
  const points = [query.get("points") ?? "", view.point, view.seed_a, view.seed_b, view.keys].flatMap(splitPoints);
  const along = points.flatMap((point) => [...readPairs(partOf(point, "d")).keys()]);
  return [...new Set([...along, ...(query.get("ids")?.split(",") ?? [])])];
}

/**
 * The latents whose images a route answers with; null where only the server can say.
 * @param {string} route
 * @param {URLSearchParams} query
 * @param {View} view
 * @param {Sizes} sizes
 * @param {Vectors} vectors
 * @returns {Asked | null}
 */
export function askedLatents(route, query, view, sizes, vectors) {
  const draw = new ViewLatents(view, sizes, vectors);
  if (route === "images.raw" || route === "latents.json") {
    return plain(splitPoints(query.get("points") ?? "").map((point) => draw.point(point)));
  }
  if (view.tab === "arithmetic") return null;
  switch (route) {
    case "current.raw": return plain([draw.current()]);
    case "strip.raw": return plain([...draw.path(STRIP), draw.current()]);
    case "directions.raw": return plain((query.get("ids") ?? "").split(",").flatMap((id) => draw.along(id)));
    case "paths.raw": {
      /** @type {Method[]} */
      const methods = ["slerp", "lerp"];
      const norms = methods.flatMap((method) => draw.path(NORM_PLACES, method).map(({ z }) => length(z)));
      return { latents: methods.flatMap((method) => draw.path(STRIP, method)), norms };
    }
    default: return null;
  }
}

/** @param {Latent[]} latents @returns {Asked} */
const plain = (latents) => ({ latents, norms: [] });

class ViewLatents {
  /** @param {View} view @param {Sizes} sizes @param {Vectors} vectors */
  constructor(view, sizes, vectors) {
    this.view = view;
    this.sizes = sizes;
    this.vectors = vectors;
    /** A and B, once they are asked for. @type {Latent[] | undefined} */
    this.ends = undefined;
    /** The keyframes of the walk, likewise. @type {Latent[] | undefined} */
    this.keys = undefined;
  }

  /** @param {string} text */
  point(text) {
    return latentOf(keyframeOf(text, this.view), this.sizes, this.vectors);
  }

  current() {
    const { view } = this;
    if (view.tab === "interpolate") return this.interpolated(Number(view.t), /** @type {Method} */ (view.method));
    if (view.tab === "walk") return this.frame(Number(view.frame), undefined);
    return this.point(view.point);
  }

  /** @param {number} t @param {Method} method */
  interpolated(t, method) {
    this.ends ??= [this.point(this.view.seed_a), this.point(this.view.seed_b)];
    return between(this.ends[0], this.ends[1], t, method);
  }

  /** @param {number} number @param {Method | undefined} method of all segments, unless each has its own */
  frame(number, method) {
    this.keys ??= splitPoints(this.view.keys).map((point) => this.point(point));
    /** @type {Segment[]} */
    const segments = segmentsOf(this.view).map(([frames, own, easing]) =>
      ({ frames: Number(frames), method: method ?? /** @type {Method} */ (own), easing }));
    return frameOf(this.keys, segments, number);
  }

  /**
   * From A to B, or evenly over the frames of the walk.
   * @param {number} count
   * @param {Method} [method]
   */
  path(count, method) {
    const { view } = this, last = frameCount(view) - 1;
    return Array.from({ length: count }, (_, index) => {
      const place = index / (count - 1);
      if (view.tab === "walk") return this.frame(toEven(place * last), method);
      return this.interpolated(place, method ?? /** @type {Method} */ (view.method));
    });
  }

  /** The current image moved along a direction. @param {string} id */
  along(id) {
    const { z, c } = this.current(), vector = this.vectors.get(id), noise = Number(this.view.noise);
    return STEPS.map((amount) => ({ z: z.map((value, k) => value + amount * noise * (vector?.[k] ?? NaN)), c }));
  }
}

/** Rounds halves to even, as Python does. @param {number} value */
function toEven(value) {
  const down = Math.floor(value), rest = value - down;
  return rest > 0.5 || (rest === 0.5 && down % 2) ? down + 1 : down;
}

/**
 * The point under the view's truncation and noise scale.
 * @param {string} point
 * @param {Pick<View, "truncation" | "noise">} view
 * @returns {Keyframe}
 */
export function keyframeOf(point, { truncation, noise }) {
  const pairs = (/** @type {"c" | "e" | "d"} */ letter) => [...readPairs(partOf(point, letter))];
  /** @type {(pairs: [string, number][]) => [number, number][]} */
  const numbered = (found) => found.map(([name, value]) => [Number(name), value]);
  return {
    seeds: seedWeights(point),
    edits: numbered(pairs("e")),
    directions: pairs("d"),
    classes: numbered(pairs("c")),
    truncation: truncation === "" || truncation === "off" ? null : Number(truncation),
    scale: Number(partOf(point, "s") || 1) * Number(noise),
  };
}
