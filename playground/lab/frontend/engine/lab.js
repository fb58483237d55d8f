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

import { halvesOfD, halvesOfG } from "./half_steps.js";
import { Probe } from "./probe.js";
import { scoreOf } from "./quality.js";
import { lattice } from "./score.js";
import { BY_NAME, checked, DEFAULTS } from "./settings.js";

export { checked, DEFAULTS, lattice };

/** @typedef {import("./half_steps.js").HalfStep} HalfStep */
/** @typedef {import("./quality.js").Score} Score */
/** @typedef {import("./settings.js").Settings} Settings */
/**
 * @typedef {{step: number, updates_D: number, updates_G: number, loss_D: number, loss_G: number,
 *   D_real: number, D_fake: number, logit_real: number, logit_fake: number, r1: number, r2: number,
 *   gp: number}} Stats losses before the update, without penalties; D_real is the mean of D(x),
 *   D_fake of D(G(z)); r1, r2 and gp are the penalties before their weights
 */
/** @typedef {{settings: Settings, state: Float64Array}} Snapshot */
/** A 2-D GAN in training; what can be seen of it is Probe's. */
export class Lab extends Probe {
  /** @param {Settings} settings complete ones, from `checked` */
  constructor(settings) {
    super(settings);
    /** @type {Stats} */
    this.stats = {
      step: 0, updates_D: 0, updates_G: 0, loss_D: NaN, loss_G: NaN, D_real: NaN, D_fake: NaN,
      logit_real: NaN, logit_fake: NaN, r1: 0, r2: 0, gp: 0,
    };
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
      yield* this.#noting(halvesOfD(u, k));
      if (together && k === ofD) break;
      u.moveD();
      yield this.#moved("move_D", "D", k);
    }
    for (let k = 1; k <= ofG; k++) {
      yield* this.#noting(halvesOfG(u, k));
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

  /** How good G is, as quality.js says. */
  score() {
    return scoreOf(this);
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

  /** @param {Generator<HalfStep, void>} halves @returns {Generator<HalfStep, void>} */
  *#noting(halves) {
    for (const half of halves) {
      this.#noted();
      yield half;
    }
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
}
