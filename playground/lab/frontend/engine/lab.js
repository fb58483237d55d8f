/**
 * The engine of the lab: a GAN in two dimensions. Pure, double precision, for a Worker or node.
 *
 *     const lab = new Lab(checked({ data: "ring8", seed: 7 }));   // settings.js: checked, DEFAULTS
 *     lab.step();            // d_steps updates of D, then g_steps of G; also updateD(), updateG()
 *     lab.stats              // {step, loss_D, loss_G, D_real, D_fake, ...}; the same object always
 *     lab.fakes(512)         // [512, 2] of the same z throughout
 *     lab.change({ lr_G: 0.01 });                // anything but sizes, data and seed
 *     const kept = lab.snapshot(); lab.restore(kept);   // bit for bit, also into another Lab
 *     for (const half of lab.halfSteps()) ...    // slow motion: the named half-steps of one step
 *     lab.score()            // {js, modes, ...}: 10,000 fakes, about 20 ms; once a second
 *
 * Points are Float64Array [N, 2] as x, y in turn; data lie in [-1, 1]^2. Pictures on a lattice go
 * row by row from the lower left (score.js lattice(across, side)). Losses are those of
 * gan_core/objectives/losses.py under the same names; tests/gan_core/flat hold both together.
 */

import { STREAM, normals } from "./draws.js";
import { sigmoid, slopeG } from "./losses.js";
import { Net, sizesD, sizesG } from "./net.js";
import { dataSet, sample } from "./points.js";
import {
  bestD, cellMasses, cellShares, copies, FAKES, floorD, gapToBest, jsBits, lattice, modesOf, SIDE,
  smoothedTruth,
} from "./score.js";
import { BY_NAME, checked, DEFAULTS } from "./settings.js";
import { Updates } from "./updates.js";

export { checked, DEFAULTS, lattice };

/** @typedef {import("./settings.js").Settings} Settings */
/**
 * @typedef {{step: number, updates_D: number, updates_G: number, loss_D: number, loss_G: number,
 *   D_real: number, D_fake: number, logit_real: number, logit_fake: number, r1: number, r2: number,
 *   gp: number}} Stats losses before the update, without penalties; D_real is the mean of D(x),
 *   D_fake of D(G(z)); r1, r2 and gp are the penalties before their weights
 */
/** @typedef {{settings: Settings, state: Float64Array}} Snapshot */
/**
 * @typedef {{js: number, js_perfect: number, modes: number, modes_total: number, near: number,
 *   between: number, rarest: number, largest: number, floor_D: number, gap_D: number,
 *   undecided: number, copies: number, gap_heldout: number, mean_x: number, mean_y: number}} Score
 */
/**
 * @typedef {{name: string, net: "D" | "G", update: number, z?: Float64Array, real?: Float64Array,
 *   fake?: Float64Array, logits_real?: Float64Array, logits_fake?: Float64Array, loss?: number,
 *   gradient?: Float64Array, arrows?: Float64Array}} HalfStep arrays are copies
 */

const CHUNK = 1024; // rows of the networks that draw pictures
const HEAT = 56; // points along a side for the gap between D and D*
const COMPARED = 256; // reals that the relativistic loss is averaged over in pictures
const JUDGED = 2000; // fakes whose logits `undecided` counts
const NEAR_COPY = 0.05; // a fake this close to a training point counts as its copy

/** The parts of a step in slow motion, in order, and what each is called. */
export const HALF_STEPS = Object.freeze({
  z: "z is drawn",
  place: "G places the fakes",
  judge: "D judges reals and fakes",
  loss: "The loss of D",
  slope: "The slope of that loss",
  move_D: "D moves",
  fresh_z: "Fresh z, placed by G",
  judge_G: "D judges these fakes",
  arrows: "The slope of G’s loss",
  move_G: "G moves",
});

/** Functions of gan_core/objectives/losses.py that are D's and G's side of each loss. */
export const SOURCE = Object.freeze({
  nonsaturating: ["nonsaturating_loss_D", "nonsaturating_loss_G"],
  minimax: ["nonsaturating_loss_D", "minimax_loss_G"],
  least_squares: ["least_squares_loss_D", "least_squares_loss_G"],
  hinge: ["hinge_loss_D", "critic_loss_G"],
  wasserstein: ["wasserstein_loss_D", "critic_loss_G"],
  relativistic: ["relativistic_loss_D", "relativistic_loss_G"],
});

/** A 2-D GAN in training, and everything that pictures and numbers of it need. */
export class Lab {
  /** @param {Settings} settings complete ones, from `checked` */
  constructor(settings) {
    this.settings = { ...settings };
    this.data = dataSet(settings.data, settings.points);
    this.updates = new Updates(this.settings, this.data);
    this.G = new Net(sizesG(settings), settings.activation, CHUNK); // never in training
    this.D = new Net(sizesD(settings), settings.activation, CHUNK);
    this.masses = cellMasses(this.data.truth);
    /** @type {Stats} */
    this.stats = {
      step: 0, updates_D: 0, updates_G: 0, loss_D: NaN, loss_G: NaN, D_real: NaN, D_fake: NaN,
      logit_real: NaN, logit_fake: NaN, r1: 0, r2: 0, gp: 0,
    };
    this.reference = new Map();
  }

  /** One step: d_steps updates of D, g_steps of G. `simultaneous`: the last update of D and the
   * first of G have their slopes from the same weights. A frozen network's loss is still told.
   * @returns {Stats}
   */
  step() {
    const { settings: s, updates: u } = this;
    const [ofD, ofG] = [s.freeze === "D" ? 0 : s.d_steps, s.freeze === "G" ? 0 : s.g_steps];
    const together = s.order === "simultaneous" && ofD > 0 && ofG > 0;
    if (s.freeze === "D") u.slopesD();
    for (let k = 0; k < ofD - (together ? 1 : 0); k++) u.updateD();
    if (together) {
      u.slopesD();
      u.slopesG();
      u.moveD();
      u.moveG();
    }
    for (let k = together ? 1 : 0; k < ofG; k++) u.updateG();
    if (s.freeze === "G") u.slopesG();
    this.stats.step++;
    return this.#noted();
  }

  /** One update of D alone, frozen or not; the step number stays. */
  updateD() {
    this.updates.updateD();
    return this.#noted();
  }

  /** One update of G alone, frozen or not; the step number stays. */
  updateG() {
    this.updates.updateG();
    return this.#noted();
  }

  /**
   * One step, half by half, with what each shows. Networks move at move_D and move_G only; whoever
   * stops before has changed nothing but the numbers shown. In simultaneous order both move at the
   * end.
   * @returns {Generator<HalfStep, void>}
   */
  *halfSteps() {
    const { settings: s, updates: u } = this;
    const [ofD, ofG] = [s.freeze === "D" ? 0 : s.d_steps, s.freeze === "G" ? 0 : s.g_steps];
    const together = s.order === "simultaneous" && ofD > 0 && ofG > 0;
    if (s.freeze === "D") u.slopesD();
    for (let k = 1; k <= ofD; k++) {
      yield* this.#halvesOfD(k);
      if (together && k === ofD) break;
      u.moveD();
      yield this.#moved("move_D", "D", k);
    }
    for (let k = 1; k <= ofG; k++) {
      yield* this.#halvesOfG(k);
      if (together && k === 1) {
        u.moveD();
        yield this.#moved("move_D", "D", ofD);
      }
      u.moveG();
      yield this.#moved("move_G", "G", k);
    }
    if (s.freeze === "G") u.slopesG();
    this.stats.step++;
    this.#noted();
  }

  /**
   * New values for settings that can change while it runs. A new optimizer starts without memory.
   * @param {Partial<Settings>} some
   * @throws {RangeError} one sentence, nothing changed
   */
  change(some) {
    for (const name of Object.keys(some)) {
      if (BY_NAME.get(name)?.restart) {
        throw new RangeError(`A change of ${BY_NAME.get(name)?.title} starts a new run.`);
      }
    }
    const next = checked({ ...this.settings, ...some });
    if (next.optimizer !== this.settings.optimizer) {
      this.updates.ofG.forget();
      this.updates.ofD.forget();
    }
    Object.assign(this.settings, next);
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
   * Where G puts a regular grid of z: between two neighbours lies the same share of all z. For 1
   * dimension a line of across^2 points; for 8 the plane of the first two, the others being 0.
   * @param {number} across
   * @returns {Float64Array} [across^2, 2]
   */
  manifold(across, averaged = this.settings.ema_decay > 0) {
    const dim = this.settings.z_dim;
    const total = across * across;
    const z = new Float64Array(total * dim);
    for (let i = 0; i < total; i++) {
      if (dim === 1) {
        z[i] = quantile((i + 0.5) / total);
      } else {
        z[i * dim] = quantile(((i % across) + 0.5) / across);
        z[i * dim + 1] = quantile((Math.floor(i / across) + 0.5) / across);
      }
    }
    return this.generated(z, averaged);
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
    return bestD(this.#truth(across, side), this.fakes(FAKES), across, side).best;
  }

  /**
   * How good G is, by 10,000 fakes of the fixed z:
   * js: bits, perfect 0, which this measure reads as js_perfect (10,000 fakes from the data
   * itself); modes of modes_total; near, between, rarest, largest: score.js modesOf; floor_D: the
   * least loss D could have (NaN where none is known); gap_D: mean distance of D from D* on the
   * data; undecided: share of fakes with D in 0.4..0.6; copies: share of fakes within 0.05 of a
   * training point and gap_heldout: mean logit on training points minus that on held-out ones (for
   * "few", else NaN); mean_x, mean_y of the fakes.
   * @returns {Score}
   */
  score() {
    const s = this.settings;
    const fakes = this.fakes(FAKES);
    const shares = cellShares(fakes);
    const { modes, modes_total, near, between, rarest, largest } = modesOf(this.data, fakes);
    const plain = s.instance_noise === 0 && s.real_label === 1;
    const star = bestD(this.#truth(HEAT, SIDE), fakes, HEAT);
    const judged = this.logits(fakes.subarray(0, 2 * JUDGED));
    const isFew = this.data.name === "few";
    const train = this.data.sampled.xy;
    let [x, y] = [0, 0];
    for (let k = 0; k < fakes.length; k += 2) {
      x += fakes[k];
      y += fakes[k + 1];
    }
    return {
      js: jsBits(this.masses, shares),
      js_perfect: this.#perfectJS(),
      modes, modes_total, near, between, rarest, largest,
      floor_D: plain ? floorD(s.loss, this.masses, shares) : NaN,
      gap_D: gapToBest(this.logits(lattice(HEAT)), star),
      undecided: judged.filter((logit) => Math.abs(sigmoid(logit) - 0.5) < 0.1).length / JUDGED,
      copies: isFew ? copies(fakes, train, NEAR_COPY) : NaN,
      gap_heldout: isFew ? mean(this.logits(train)) - mean(this.logits(this.heldOut(1000))) : NaN,
      mean_x: (2 * x) / fakes.length,
      mean_y: (2 * y) / fakes.length,
    };
  }

  /** The complete state; `state` is about 7 numbers a weight. @returns {Snapshot} */
  snapshot() {
    const parts = this.#arrays();
    const counters = this.#counters();
    const state = new Float64Array(parts.reduce((n, part) => n + part.length, counters.length));
    let at = 0;
    for (const part of parts) {
      state.set(part, at);
      at += part.length;
    }
    state.set(counters, at);
    return { settings: { ...this.settings }, state };
  }

  /**
   * Go on from a snapshot of a lab with the same sizes, data and seed.
   * @param {Snapshot} kept
   * @throws {RangeError} if it is of another lab
   */
  restore({ settings, state }) {
    const differs = [...BY_NAME.values()].some(({ name, restart }) => restart
      && JSON.stringify(/** @type {any} */ (settings)[name])
        !== JSON.stringify(/** @type {any} */ (this.settings)[name]));
    const parts = this.#arrays();
    const counters = this.#counters();
    const expected = parts.reduce((n, part) => n + part.length, counters.length);
    if (differs || state.length !== expected) {
      throw new RangeError("This snapshot is of a lab with other sizes, data or seed.");
    }
    Object.assign(this.settings, settings);
    let at = 0;
    for (const part of parts) {
      part.set(state.subarray(at, at + part.length));
      at += part.length;
    }
    const u = this.updates;
    [u.ofG.t, u.ofD.t, this.stats.step, u.updates_D, u.updates_G, u.loss_D, u.loss_G, u.D_real,
      u.D_fake, u.logit_real, u.logit_fake, u.r1, u.r2, u.gp] = state.subarray(at);
    this.#noted();
  }

  #arrays() {
    const u = this.updates;
    return [u.G.theta, u.D.theta, u.ofG.m, u.ofG.v, u.ofD.m, u.ofD.v, u.average];
  }

  #counters() {
    const u = this.updates;
    return [u.ofG.t, u.ofD.t, this.stats.step, u.updates_D, u.updates_G, u.loss_D, u.loss_G,
      u.D_real, u.D_fake, u.logit_real, u.logit_fake, u.r1, u.r2, u.gp];
  }

  /** @param {number} update @returns {Generator<HalfStep, void>} */
  *#halvesOfD(update) {
    const { updates: u } = this;
    const n = u.n;
    const net = /** @type {const} */ ("D");
    u.drawForD();
    const z = u.G.h[0].slice();
    yield { name: "z", net, update, z };
    u.placeForD();
    const real = u.D.h[0].slice(0, 2 * n);
    const fake = u.D.h[0].slice(2 * n, 4 * n);
    yield { name: "place", net, update, z, real, fake };
    u.judgeForD();
    const logits = u.D.h[u.D.layers];
    const logits_real = logits.slice(0, n);
    const logits_fake = logits.slice(n, 2 * n);
    yield { name: "judge", net, update, real, fake, logits_real, logits_fake };
    u.lossForD();
    this.#noted();
    yield { name: "loss", net, update, real, fake, logits_real, logits_fake, loss: u.loss_D };
    u.slopeForD();
    this.#noted();
    const gradient = u.D.gradient.slice();
    yield { name: "slope", net, update, real, fake, loss: u.loss_D, gradient };
  }

  /** @param {number} update @returns {Generator<HalfStep, void>} */
  *#halvesOfG(update) {
    const { updates: u } = this;
    const n = u.n;
    const net = /** @type {const} */ ("G");
    u.placeForG();
    const z = u.G.h[0].slice();
    const fake = u.D.h[0].slice(2 * n, 4 * n);
    yield { name: "fresh_z", net, update, z, fake };
    u.judgeForG();
    const logits_fake = u.D.h[u.D.layers].slice(n, 2 * n);
    yield { name: "judge_G", net, update, fake, logits_fake };
    u.slopeForG();
    this.#noted();
    const arrows = u.D.d[0].slice(2 * n, 4 * n).map((slope) => -slope * n);
    const gradient = u.G.gradient.slice();
    yield { name: "arrows", net, update, fake, logits_fake, loss: u.loss_G, arrows, gradient };
  }

  /** @param {string} name @param {"D" | "G"} net @param {number} update @returns {HalfStep} */
  #moved(name, net, update) {
    this.#noted();
    return { name, net, update };
  }

  #noted() {
    const { stats, updates: u } = this;
    stats.updates_D = u.updates_D;
    stats.updates_G = u.updates_G;
    stats.loss_D = u.loss_D;
    stats.loss_G = u.loss_G;
    stats.D_real = u.D_real;
    stats.D_fake = u.D_fake;
    stats.logit_real = u.logit_real;
    stats.logit_fake = u.logit_fake;
    stats.r1 = u.r1;
    stats.r2 = u.r2;
    stats.gp = u.gp;
    return stats;
  }

  /** @param {number} across @param {number} side @returns {Float64Array} */
  #truth(across, side) {
    const name = `p ${across} ${side}`;
    const kept = this.reference.get(name);
    if (kept) return kept;
    const p = smoothedTruth(this.data.truth, across, side);
    this.reference.set(name, p);
    return p;
  }

  #perfectJS() {
    const kept = this.reference.get("js");
    if (kept !== undefined) return kept;
    const js = jsBits(this.masses, cellShares(this.heldOut(FAKES)));
    this.reference.set("js", js);
    return js;
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

/** @param {Float64Array} values */
function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * Where a standard normal number is with probability u, by Acklam's rational approximation
 * (relative error 1e-9), good enough for the places of a grid.
 * @param {number} u in (0, 1)
 * @returns {number}
 */
function quantile(u) {
  const a = [-39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269,
    -30.66479806614716, 2.506628277459239];
  const b = [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972,
    -13.28068155288572, 1];
  const c = [-0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734,
    4.374664141464968, 2.938163982698783];
  const d = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1];
  const at = (/** @type {number[]} */ list, /** @type {number} */ x) =>
    list.reduce((sum, value) => sum * x + value, 0);
  if (u > 0.5) return -quantile(1 - u);
  if (u < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(u));
    return at(c, q) / at(d, q);
  }
  const q = u - 0.5;
  return (at(a, q * q) * q) / at(b, q * q);
}
