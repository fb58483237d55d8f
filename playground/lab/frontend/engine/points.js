/**
 * The data sets. Each is a finite mixture of round Gaussians of one width, a curve being 240 of
 * them side by side, so that its density is known exactly everywhere.
 *
 * @typedef {{xy: Float64Array, weights: Float64Array, sd: number}} Mixture centres [K, 2]
 * @typedef {{name: string, sampled: Mixture, truth: Mixture, modes: Int32Array,
 *   mode_weights: Float64Array}} DataSet `sampled` is what D sees; `truth` is where it comes from.
 *   They differ for "few" alone: 8 points, drawn once from the circle. `modes` says to which mode or
 *   piece of a curve each centre of `truth` belongs.
 */

import { normals, STREAM, uniforms } from "./draws.js";

const CURVE = 240; // centres along a curve; their distance is below half the width
const FEW = 8;
const FEW_SEED = 23; // the 8 points are the same for every seed, as a data set is
const OWN_SD = 0.05;

/** What each set is, in words. */
export const TITLES = Object.freeze({
  ring8: "ring of 8", grid25: "grid of 25", moons: "two moons", swiss: "swiss roll", line: "line",
  circle: "circle", unequal: "two blobs, 90 : 10", blob: "one blob",
  few: "8 points of the circle", drawn: "own points",
});

/**
 * @param {string} name one of settings.js DATA
 * @param {number[][]} own points in [-1, 1]^2, for "drawn"
 * @returns {DataSet}
 */
export function dataSet(name, own = []) {
  if (name === "few") return few(dataSet("circle"));
  const [xy, sd, pieces, weights] = shape(name, own);
  const count = xy.length / 2;
  const truth = mixture(xy, sd, weights);
  const modes = new Int32Array(count);
  for (let i = 0; i < count; i++) modes[i] = Math.floor((i * pieces) / count);
  return { name, sampled: truth, truth, modes, mode_weights: modeWeights(modes, truth) };
}

/**
 * Centres, width, number of modes or pieces, and weights where they are not equal.
 * @param {string} name @param {number[][]} own
 * @returns {[number[], number, number, number[]?]}
 */
function shape(name, own) {
  switch (name) {
    case "ring8":
      return [spread(8, (t) => [0.7 * Math.cos(2 * Math.PI * t), 0.7 * Math.sin(2 * Math.PI * t)]),
        0.04, 8];
    case "grid25":
      return [spread(25, (_, i) => [0.4 * ((i % 5) - 2), 0.4 * (Math.floor(i / 5) - 2)]), 0.03, 25];
    case "moons":
      return [[...spread(CURVE / 2, (t, i) => moon((i + 0.5) / (CURVE / 2), 1)),
        ...spread(CURVE / 2, (t, i) => moon((i + 0.5) / (CURVE / 2), -1))], 0.05, 8];
    case "swiss":
      return [spread(CURVE, (t, i) => roll((i + 0.5) / CURVE)), 0.035, 10];
    case "line":
      return [spread(CURVE, (t, i) => [1.4 * ((i + 0.5) / CURVE) - 0.7,
        0.8 * ((i + 0.5) / CURVE) - 0.4]), 0.04, 8];
    case "circle":
      return [spread(CURVE, (t) => [0.65 * Math.cos(2 * Math.PI * t),
        0.65 * Math.sin(2 * Math.PI * t)]), 0.035, 8];
    case "unequal":
      return [[-0.45, 0, 0.55, 0], 0.12, 2, [0.9, 0.1]];
    case "blob":
      return [[0.3, 0.2], 0.2, 1];
    default:
      return [own.flat(), OWN_SD, own.length];
  }
}

/**
 * @param {number} count @param {(t: number, i: number) => number[]} place t = i / count
 * @returns {number[]} xy in turn
 */
function spread(count, place) {
  return Array.from({ length: count }, (_, i) => place(i / count, i)).flat();
}

/** @param {number} t in 0..1 @param {number} side */
function moon(t, side) {
  const angle = Math.PI * t;
  return [side * (0.5 * Math.cos(angle) - 0.25), side * (0.5 * Math.sin(angle) - 0.125)];
}

/** A spiral of one and a half turns, equally dense along its length. @param {number} s in 0..1 */
function roll(s) {
  const [inner, outer] = [1.5 * Math.PI, 4.5 * Math.PI];
  // The length grows as the square of the angle, nearly; this inverts that.
  const angle = Math.sqrt(inner * inner + s * (outer * outer - inner * inner));
  const radius = (0.8 * angle) / outer;
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
}

/** @param {DataSet} circle @returns {DataSet} */
function few(circle) {
  const xy = new Float64Array(2 * FEW);
  sample(xy, new Float64Array(FEW), FEW, circle.truth, FEW_SEED, STREAM.reference, 0);
  return { ...circle, name: "few", sampled: mixture(Array.from(xy), 0) };
}

/**
 * @param {number[]} xy @param {number} sd @param {number[]} [weights]
 * @returns {Mixture}
 */
function mixture(xy, sd, weights) {
  const count = xy.length / 2;
  return {
    xy: Float64Array.from(xy),
    weights: Float64Array.from(weights ?? Array.from({ length: count }, () => 1 / count)),
    sd,
  };
}

/** @param {Int32Array} modes @param {Mixture} truth */
function modeWeights(modes, truth) {
  const weights = new Float64Array(Math.max(...modes) + 1);
  modes.forEach((mode, i) => { weights[mode] += truth.weights[i]; });
  return weights;
}

/**
 * Points [count, 2] of a mixture: the centre by a uniform number, then sd times two normal ones.
 * @param {Float64Array} out @param {Float64Array} picks scratch, at least `count` long
 * @param {number} count @param {Mixture} of
 * @param {number} seed @param {number} stream @param {number} counter
 */
export function sample(out, picks, count, of, seed, stream, counter) {
  const { xy, weights, sd } = of;
  const last = weights.length - 1;
  // Picks and shifts come from the same stream; the highest bit of the counter tells them apart.
  uniforms(picks, count, seed, stream, counter);
  normals(out, 2 * count, seed, stream, (counter | 0x80000000) >>> 0);
  for (let n = 0; n < count; n++) {
    let k = Math.floor(picks[n] * weights.length);
    if (weights[0] !== weights[last]) {
      let left = picks[n];
      for (k = 0; k < last && left >= weights[k]; k++) left -= weights[k];
    }
    out[2 * n] = xy[2 * k] + sd * out[2 * n];
    out[2 * n + 1] = xy[2 * k + 1] + sd * out[2 * n + 1];
  }
}

/**
 * p(x) at points [N, 2], with the Gaussians widened to `extra`: sd^2 + extra^2.
 * @param {Mixture} of @param {ArrayLike<number>} at @param {number} extra
 * @returns {Float64Array} [N]
 */
export function density(of, at, extra = 0) {
  const { xy, weights, sd } = of;
  const variance = sd * sd + extra * extra;
  const out = new Float64Array(at.length / 2);
  for (let n = 0; n < out.length; n++) {
    let total = 0;
    for (let k = 0; k < weights.length; k++) {
      const [dx, dy] = [at[2 * n] - xy[2 * k], at[2 * n + 1] - xy[2 * k + 1]];
      total += weights[k] * Math.exp((-0.5 * (dx * dx + dy * dy)) / variance);
    }
    out[n] = total / (2 * Math.PI * variance);
  }
  return out;
}
