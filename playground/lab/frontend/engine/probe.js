/** What can be seen of two networks in training, without changing them. */

import { STREAM, normals } from "./draws.js";
import { gridOfZ } from "./grid_of_z.js";
import { slopeG } from "./losses.js";
import { Net, sizesD, sizesG } from "./net.js";
import { dataSet, sample } from "./points.js";
import { bestD, FAKES, SIDE, smoothedTruth } from "./score.js";
import { Updates } from "./updates.js";

/** @typedef {import("./settings.js").Settings} Settings */

const CHUNK = 1024; // rows of the networks that draw pictures
const COMPARED = 256; // reals that the relativistic loss is averaged over in pictures

/** Data, networks, and the points and numbers that pictures of them need. */
export class Probe {
  /** @param {Settings} settings complete ones, from `checked` */
  constructor(settings) {
    this.settings = { ...settings };
    this.data = dataSet(settings.data, settings.points);
    this.updates = new Updates(this.settings, this.data);
    this.G = new Net(sizesG(settings), settings.activation, CHUNK); // never in training
    this.D = new Net(sizesD(settings), settings.activation, CHUNK);
    /** What does not change while it trains, by name. @type {Map<string, any>} */
    this.reference = new Map();
  }

  /**
   * The first `count` fakes of the fixed z, which stay the same z throughout.
   * @param {number} count @param {boolean} [averaged] by the averaged G
   * @returns {Float64Array} [count, 2]
   */
  fakes(count, averaged = this.settings.ema_decay > 0) {
    return this.generated(this.fixedZ(count), averaged);
  }

  /** @param {number} count @returns {Float64Array} [count, z_dim] */
  fixedZ(count) {
    const kept = this.reference.get("z");
    const numbers = count * this.settings.z_dim;
    if (kept?.length >= numbers) return kept.subarray(0, numbers);
    const z = new Float64Array(numbers);
    normals(z, numbers, this.settings.seed, STREAM.fixed_z, 0);
    this.reference.set("z", z);
    return z;
  }

  /**
   * G(z).
   * @param {Float64Array} z [N, z_dim] @param {boolean} [averaged]
   * @returns {Float64Array} [N, 2]
   */
  generated(z, averaged = this.settings.ema_decay > 0) {
    const theta = averaged ? this.updates.average : this.updates.G.theta;
    return through(this.G, theta, z);
  }

  /**
   * D's logits at points; D(x) is their sigmoid.
   * @param {Float64Array} points [N, 2]
   * @returns {Float64Array} [N]
   */
  logits(points) {
    return through(this.D, this.updates.D.theta, points);
  }

  /**
   * Reals as D gets them, the same ones at every call.
   * @param {number} count
   */
  reals(count) {
    return this.#referenceReals("reals", this.data.sampled, count, 0);
  }

  /**
   * Reals that D has never seen; they differ in kind for "few" alone.
   * @param {number} count
   */
  heldOut(count) {
    return this.#referenceReals("heldOut", this.data.truth, count, 1);
  }

  /**
   * Where G puts the grid of z of grid_of_z.js.
   * @param {number} across
   * @returns {Float64Array} [across^2, 2]
   */
  manifold(across, averaged = this.settings.ema_decay > 0) {
    return this.generated(gridOfZ(across, this.settings.z_dim), averaged);
  }

  /**
   * Where the loss in use pulls each point: -d loss_G / dx for a fake that lies there. With `bare`
   * the slope of the logit itself. The relativistic loss is averaged over 256 reals.
   * @param {Float64Array} points [N, 2] @param {boolean} bare
   * @returns {Float64Array} [N, 2]
   */
  arrows(points, bare = false) {
    const { D, settings: s } = this;
    const theta = this.updates.D.theta;
    const out = new Float64Array(points.length);
    const reals = s.loss === "relativistic" ? this.logits(this.reals(COMPARED)) : null;
    D.theta.set(theta);
    D.turn();
    for (let start = 0; start < points.length / 2; start += CHUNK) {
      const rows = Math.min(CHUNK, points.length / 2 - start);
      D.h[0].set(points.subarray(2 * start, 2 * (start + rows)));
      const logits = D.run(0, rows);
      const slopes = D.inputSlopes(0, rows);
      for (let i = 0; i < rows; i++) {
        const pull = bare ? 1 : -meanSlope(s.loss, logits[i], reals);
        out[2 * (start + i)] = pull * slopes[2 * i];
        out[2 * (start + i) + 1] = pull * slopes[2 * i + 1];
      }
    }
    return out;
  }

  /**
   * The best possible D against the present G at lattice(across, side), NaN where nobody is.
   * @param {number} across @param {number} [side]
   * @returns {Float64Array} [across^2]
   */
  bestD(across, side = SIDE) {
    return bestD(this.truth(across, side), this.fakes(FAKES), across, side).best;
  }

  /**
   * The density of the data at lattice(across, side), as smooth as that of the fakes is taken.
   * @param {number} across @param {number} side
   * @returns {Float64Array} [across^2]
   */
  truth(across, side) {
    const name = `p ${across} ${side}`;
    const kept = this.reference.get(name);
    if (kept) return kept;
    const p = smoothedTruth(this.data.truth, across, side);
    this.reference.set(name, p);
    return p;
  }

  /**
   * @param {string} name @param {import("./points.js").Mixture} of @param {number} count
   * @param {number} counter
   */
  #referenceReals(name, of, count, counter) {
    const kept = this.reference.get(name);
    if (kept?.length >= 2 * count) return kept.subarray(0, 2 * count);
    const points = new Float64Array(2 * count);
    const { seed } = this.settings;
    sample(points, new Float64Array(count), count, of, seed, STREAM.reference, counter);
    this.reference.set(name, points);
    return points;
  }
}

/**
 * @param {Net} net @param {Float64Array} theta @param {Float64Array} input [N, in]
 * @returns {Float64Array} [N, out]
 */
function through(net, theta, input) {
  const I = net.sizes[0];
  const O = net.sizes[net.layers];
  const count = input.length / I;
  const out = new Float64Array(count * O);
  for (let start = 0; start < count; start += CHUNK) {
    const rows = Math.min(CHUNK, count - start);
    net.h[0].set(input.subarray(start * I, (start + rows) * I));
    out.set(net.run(0, rows, theta).subarray(0, rows * O), start * O);
  }
  return out;
}

/** @param {string} loss @param {number} fake @param {Float64Array | null} reals */
function meanSlope(loss, fake, reals) {
  if (!reals) return slopeG(loss, fake, 0);
  let total = 0;
  for (const real of reals) total += slopeG(loss, fake, real);
  return total / reals.length;
}
