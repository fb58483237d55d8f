/**
 * How far fakes are from the data whose density is known: JS divergence, modes, D*, floors of D's
 * loss. Masses of p in cells are exact; those of q are counted over many fakes.
 */

import { density } from "./points.js";
import { sigmoid } from "./losses.js";

/** @typedef {import("./points.js").DataSet} DataSet @typedef {import("./points.js").Mixture} Mixture */

export const FAKES = 10000; // of one score
export const SIDE = 1.4; // cells cover [-SIDE, SIDE]^2; what lies outside is one more cell
export const CELLS = 56; // along one side: cells of 0.05, about the width of a mode
const SMOOTH = 0.05; // of p and of q alike, for D* as a picture
const DUST = 0.02; // density below which D* is left open: hardly a fake, hardly a real
const SIGMAS = 3; // near a mode: within 3 standard deviations (VEEGAN, arXiv 1705.07761)
const FAIR_SHARE = 0.1; // a mode counts as hit with a tenth of its share of the fakes

// Gauss and Legendre's rule of 5 points on [-1, 1].
const NODES = [-0.906179845938664, -0.5384693101056831, 0, 0.5384693101056831, 0.906179845938664];
const RULE = [0.23692688505618908, 0.47862867049936647, 0.5688888888888889, 0.47862867049936647,
  0.23692688505618908];

/**
 * Mass of p in each cell, row by row from the lower left, and outside as the last one.
 * @param {Mixture} of
 * @returns {Float64Array} [CELLS^2 + 1], sums to 1
 */
export function cellMasses(of) {
  const masses = new Float64Array(CELLS * CELLS + 1);
  const along = (/** @type {number} */ centre) => {
    const line = new Float64Array(CELLS);
    const half = SIDE / CELLS;
    for (let c = 0; c < CELLS; c++) {
      const middle = -SIDE + (2 * c + 1) * half;
      for (let g = 0; g < 5; g++) {
        const u = (middle + half * NODES[g] - centre) / of.sd;
        line[c] += (half * RULE[g] * Math.exp(-0.5 * u * u)) / (of.sd * Math.sqrt(2 * Math.PI));
      }
    }
    return line;
  };
  let inside = 0;
  for (let k = 0; k < of.weights.length; k++) {
    const x = along(of.xy[2 * k]);
    const y = along(of.xy[2 * k + 1]);
    for (let r = 0; r < CELLS; r++) {
      for (let c = 0; c < CELLS; c++) {
        const mass = of.weights[k] * y[r] * x[c];
        masses[r * CELLS + c] += mass;
        inside += mass;
      }
    }
  }
  masses[CELLS * CELLS] = Math.max(0, 1 - inside);
  return masses;
}

/**
 * Share of points in each cell; points that are not finite lie outside.
 * @param {Float64Array} points [N, 2]
 * @returns {Float64Array} [CELLS^2 + 1]
 */
export function cellShares(points) {
  const shares = new Float64Array(CELLS * CELLS + 1);
  const n = points.length / 2;
  for (let i = 0; i < n; i++) {
    const c = Math.floor(((points[2 * i] + SIDE) * CELLS) / (2 * SIDE));
    const r = Math.floor(((points[2 * i + 1] + SIDE) * CELLS) / (2 * SIDE));
    const inside = c >= 0 && c < CELLS && r >= 0 && r < CELLS;
    shares[inside ? r * CELLS + c : CELLS * CELLS] += 1 / n;
  }
  return shares;
}

/**
 * Jensen-Shannon divergence in bits: 0 for equal, 1 for disjoint.
 * @param {Float64Array} p @param {Float64Array} q
 */
export function jsBits(p, q) {
  let total = 0;
  for (let k = 0; k < p.length; k++) {
    const m = (p[k] + q[k]) / 2;
    if (p[k] > 0) total += 0.5 * p[k] * Math.log2(p[k] / m);
    if (q[k] > 0) total += 0.5 * q[k] * Math.log2(q[k] / m);
  }
  return total;
}

/**
 * The least loss D could have on these cells, or NaN where the loss has none that is known.
 * Cross entropy: 2 ln 2 - 2 JS; least squares: sum of p q / (p + q) / 2; hinge: 2 sum of min(p, q).
 * @param {string} loss @param {Float64Array} p @param {Float64Array} q
 */
export function floorD(loss, p, q) {
  if (loss === "nonsaturating" || loss === "minimax") {
    return 2 * Math.LN2 * (1 - jsBits(p, q));
  }
  let [squares, least] = [0, 0];
  for (let k = 0; k < p.length; k++) {
    if (p[k] + q[k] > 0) squares += (0.5 * p[k] * q[k]) / (p[k] + q[k]);
    least += 2 * Math.min(p[k], q[k]);
  }
  return loss === "least_squares" ? squares : loss === "hinge" ? least : NaN;
}

/**
 * To which modes fakes go.
 * @param {DataSet} data @param {Float64Array} fakes [N, 2]
 * @returns {{modes: number, modes_total: number, near: number, between: number, rarest: number,
 *   largest: number}} `near`: share within 3 sd of a centre (perfect: 0.989),
 *   `between`: the rest; `rarest`: the least served mode's share as a part of its fair share
 *   (perfect: 1); `largest`: the share of the fullest mode
 */
export function modesOf(data, fakes) {
  const { truth, modes, mode_weights: fair } = data;
  const shares = new Float64Array(fair.length);
  const n = fakes.length / 2;
  const reach = (SIGMAS * truth.sd) ** 2;
  let near = 0;
  for (let i = 0; i < n; i++) {
    let [closest, at] = [Infinity, -1];
    for (let k = 0; k < modes.length; k++) {
      const dx = fakes[2 * i] - truth.xy[2 * k];
      const dy = fakes[2 * i + 1] - truth.xy[2 * k + 1];
      const square = dx * dx + dy * dy;
      if (square < closest) [closest, at] = [square, k];
    }
    if (at < 0 || closest > reach) continue;
    near += 1 / n;
    shares[modes[at]] += 1 / n;
  }
  const parts = Array.from(shares, (share, mode) => share / fair[mode]);
  return {
    modes: parts.filter((part) => part >= FAIR_SHARE).length,
    modes_total: fair.length,
    near,
    between: 1 - near,
    rarest: Math.min(...parts),
    largest: Math.max(...shares),
  };
}

/**
 * Share of fakes that lie as close to one of the given points as hardly any fresh real would.
 * @param {Float64Array} fakes @param {Float64Array} points @param {number} radius
 */
export function copies(fakes, points, radius) {
  let count = 0;
  for (let i = 0; i < fakes.length; i += 2) {
    for (let k = 0; k < points.length; k += 2) {
      if (Math.hypot(fakes[i] - points[k], fakes[i + 1] - points[k + 1]) < radius) {
        count++;
        break;
      }
    }
  }
  return (2 * count) / fakes.length;
}

/**
 * Centres of a lattice over [-side, side]^2, row by row from the lower left.
 * @param {number} across how many along a side @param {number} side
 * @returns {Float64Array} [across^2, 2]
 */
export function lattice(across, side = SIDE) {
  const at = new Float64Array(2 * across * across);
  for (let r = 0; r < across; r++) {
    for (let c = 0; c < across; c++) {
      at[2 * (r * across + c)] = side * ((2 * c + 1) / across - 1);
      at[2 * (r * across + c) + 1] = side * ((2 * r + 1) / across - 1);
    }
  }
  return at;
}

/**
 * The best possible D against these fakes, D* = p / (p + q), at the points of `lattice`. Both
 * densities are smoothed by the same 0.05, so that a perfect G gives 1/2 on all the data. NaN
 * where there is neither.
 * @param {Float64Array} p from `smoothedTruth`, for the same lattice
 * @param {Float64Array} fakes [N, 2] @param {number} across @param {number} side
 * @returns {{best: Float64Array, p: Float64Array, q: Float64Array}} each [across^2]
 */
export function bestD(p, fakes, across, side = SIDE) {
  const q = smoothed(fakes, across, side);
  const best = p.map((value, k) => (value + q[k] > DUST ? value / (value + q[k]) : NaN));
  return { best, p, q };
}

/**
 * The data's density, smoothed as that of the fakes is. [across^2]
 * @param {Mixture} truth @param {number} across @param {number} side
 */
export function smoothedTruth(truth, across, side = SIDE) {
  return density(truth, lattice(across, side), SMOOTH);
}

/**
 * Density of points by a Gaussian kernel, counted on the lattice first.
 * @param {Float64Array} points @param {number} across @param {number} side
 */
export function smoothed(points, across, side = SIDE) {
  const cell = (2 * side) / across;
  const n = points.length / 2;
  let grid = new Float64Array(across * across);
  for (let i = 0; i < n; i++) {
    const c = Math.floor((points[2 * i] + side) / cell);
    const r = Math.floor((points[2 * i + 1] + side) / cell);
    if (c >= 0 && c < across && r >= 0 && r < across) {
      grid[r * across + c] += 1 / (n * cell * cell);
    }
  }
  // A cell spreads its points evenly already, with a variance of cell^2 / 12 along each axis.
  const variance = Math.max(SMOOTH * SMOOTH - (cell * cell) / 12, 1e-9);
  const reach = Math.ceil((3.5 * SMOOTH) / cell);
  const kernel = Array.from({ length: 2 * reach + 1 }, (_, k) =>
    Math.exp((-0.5 * ((k - reach) * cell) ** 2) / variance));
  const total = kernel.reduce((sum, value) => sum + value, 0);
  for (const stride of [1, across]) {
    const next = new Float64Array(grid.length);
    for (let r = 0; r < across; r++) {
      for (let c = 0; c < across; c++) {
        const line = stride === 1 ? c : r;
        let sum = 0;
        for (let k = Math.max(-reach, -line); k <= Math.min(reach, across - 1 - line); k++) {
          sum += kernel[k + reach] * grid[r * across + c + k * stride];
        }
        next[r * across + c] = sum / total;
      }
    }
    grid = next;
  }
  return grid;
}

/**
 * Mean distance of D from the best possible D, over the data: perfect is 0.
 * @param {Float64Array} logits of D at the lattice @param {{best: Float64Array, p: Float64Array}} star
 */
export function gapToBest(logits, star) {
  let [gap, mass] = [0, 0];
  for (let k = 0; k < logits.length; k++) {
    if (Number.isNaN(star.best[k])) continue;
    gap += star.p[k] * Math.abs(sigmoid(logits[k]) - star.best[k]);
    mass += star.p[k];
  }
  return gap / mass;
}
