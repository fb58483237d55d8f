/**
 * One run of the lab as the page sees it: training within a budget of time, pictures on request, and
 * a past that can be gone back to. Lives in the Worker; pure, so that node tests it.
 *
 * @typedef {import("./engine/link.js").Change} Change
 * @typedef {import("./engine/lab.js").Snapshot} Snapshot
 * @typedef {import("./engine/settings.js").Settings} Settings
 * @typedef {{heat?: boolean, best?: boolean, manifold?: boolean, arrows?: boolean, score?: boolean,
 *   averaged?: boolean}} Layers
 * @typedef {{step: number, loss_D: number, loss_G: number, D_real: number, D_fake: number}} Record
 */

import { Lab, lattice } from "./engine/lab.js";
import { SIDE } from "./engine/score.js";
import { BY_NAME, checked } from "./engine/settings.js";

const KEEP_EVERY = 50; // steps between two snapshots, at first
const MOST_KEPT = 200; // snapshots; beyond it every second one goes
const RECORD_EVERY = 5; // steps between two points of the curves
export const SHOWN = 512; // fakes and reals that are drawn
export const HEAT = 49; // points along a side of D's heat map
export const MANIFOLD = 21; // lines of the manifold each way
const ARROWS = 96; // fakes that have an arrow

export class Session {
  /** @param {{settings: Settings, changes?: Change[]}} course */
  constructor({ settings, changes = [] }) {
    this.lab = new Lab(settings);
    /** Changes of settings made so far or, after going back, still to come. @type {Change[]} */
    this.changes = [];
    /** @type {Change[]} */
    this.ahead = [...changes];
    this.every = KEEP_EVERY;
    /** @type {Map<number, Snapshot>} */
    this.kept = new Map([[0, this.lab.snapshot()]]);
    /** @type {Record[]} */
    this.records = [];
    this.latest = 0;
    this.halves = null;
  }

  get step() {
    return this.lab.stats.step;
  }

  /**
   * Train for about `milliseconds`, at most `most` steps, at least one.
   * @param {number} milliseconds @param {number} most @param {() => number} [now]
   * @returns {number} steps done
   */
  run(milliseconds, most, now = () => performance.now()) {
    this.#finishHalves();
    const end = now() + milliseconds;
    let done = 0;
    while (done < most && (done === 0 || now() < end)) {
      this.#advance();
      done++;
    }
    return done;
  }

  /** One update of D or of G alone. @param {"D" | "G"} net */
  update(net) {
    this.#finishHalves();
    this.#forgetFuture();
    if (net === "D") this.lab.updateD();
    else this.lab.updateG();
  }

  /**
   * The next named half-step of slow motion; the step after the last begins a new one.
   * @returns {import("./engine/lab.js").HalfStep}
   */
  half() {
    if (!this.halves) {
      this.#due();
      this.halves = this.lab.halfSteps();
    }
    const { value, done } = this.halves.next();
    if (!done) return value;
    this.halves = null;
    this.#note();
    return this.half();
  }

  /** New values from this step on. @param {Partial<Settings>} some */
  change(some) {
    this.#forgetFuture();
    this.lab.change(some);
    for (const [name, value] of Object.entries(some)) {
      this.changes = this.changes.filter((one) => one.step !== this.step || one.name !== name);
      this.changes.push({ step: this.step, name, value });
    }
    if (this.kept.has(this.step)) this.kept.set(this.step, this.lab.snapshot());
  }

  /**
   * Go to a step of the past, bit for bit. From there the run takes the same course again, until a
   * change of a setting, or of one network alone, begins another future.
   * @param {number} step
   */
  seek(step) {
    this.halves = null;
    const target = Math.max(0, Math.min(Math.round(step), this.latest));
    const from = Math.max(...[...this.kept.keys()].filter((at) => at <= target));
    const all = [...this.changes, ...this.ahead];
    this.lab.restore(/** @type {Snapshot} */ (this.kept.get(from)));
    this.changes = all.filter((one) => one.step <= from);
    this.ahead = all.filter((one) => one.step > from);
    while (this.step < target) {
      this.#due();
      this.lab.step();
    }
    this.#due();
  }

  /**
   * Everything that a picture of this moment is drawn from.
   * @param {Layers} layers
   */
  frame(layers) {
    const { lab } = this;
    const fakes = lab.fakes(SHOWN).slice();
    return {
      step: this.step,
      latest: this.latest,
      stats: { ...lab.stats },
      fakes,
      heat: layers.heat ? lab.logits(lattice(HEAT)) : null,
      best: layers.best ? lab.bestD(HEAT, SIDE) : null,
      manifold: layers.manifold ? lab.manifold(MANIFOLD) : null,
      arrows: layers.arrows ? lab.arrows(fakes.subarray(0, 2 * ARROWS)) : null,
      score: layers.score ? lab.score() : null,
    };
  }

  /** What stays through a run. */
  still() {
    const { settings, data } = this.lab;
    return { settings: { ...settings }, reals: this.lab.reals(SHOWN).slice(), name: data.name };
  }

  #advance() {
    this.#due();
    this.lab.step();
    this.#note();
  }

  /** Changes whose step has come. */
  #due() {
    while (this.ahead.length > 0 && this.ahead[0].step <= this.step) {
      const change = /** @type {Change} */ (this.ahead.shift());
      this.lab.change({ [change.name]: change.value });
      this.changes.push(change);
    }
  }

  #note() {
    const { step, loss_D, loss_G, D_real, D_fake } = this.lab.stats;
    this.latest = Math.max(this.latest, step);
    const isNew = step > (this.records.at(-1)?.step ?? 0);
    if (isNew && step % RECORD_EVERY === 0) this.records.push({ step, loss_D, loss_G, D_real, D_fake });
    if (step % this.every !== 0) return;
    this.kept.set(step, this.lab.snapshot());
    if (this.kept.size <= MOST_KEPT) return;
    this.every *= 2;
    for (const at of this.kept.keys()) if (at % this.every !== 0) this.kept.delete(at);
  }

  #forgetFuture() {
    if (this.step >= this.latest) return;
    this.latest = this.step;
    this.ahead = [];
    this.records = this.records.filter((one) => one.step <= this.step);
    for (const at of this.kept.keys()) if (at > this.step) this.kept.delete(at);
  }

  /** Slow motion left in the middle of a step: the step is completed first. */
  #finishHalves() {
    if (!this.halves) return;
    for (const half of this.halves) void half;
    this.halves = null;
    this.#note();
  }
}

/**
 * The same settings with some others, checked; whether they begin a new run.
 * @param {Settings} settings @param {Partial<Settings>} some
 */
export function changed(settings, some) {
  const restarts = Object.keys(some).some((name) => BY_NAME.get(name)?.restart);
  return { settings: checked({ ...settings, ...some }), restarts };
}
