/**
 * One run of the lab as the page sees it: training within a budget of time, pictures on request, and
 * a past that can be gone back to. Lives in the Worker; pure, so that node tests it.
 *
 * @typedef {import("./engine/link.js").Change} Change
 * @typedef {import("./engine/lab.js").Snapshot} Snapshot
 * @typedef {import("./engine/lab.js").HalfStep} HalfStep
 * @typedef {import("./engine/settings.js").Settings} Settings
 * @typedef {{heat?: boolean, best?: boolean, manifold?: boolean, arrows?: boolean, score?: boolean,
 *   bare?: boolean}} Layers
 * @typedef {{name: string, net: "D" | "G", update: number, index: number, step: number, z?: Float64Array,
 *   real?: Float64Array, fake?: Float64Array, logits_real?: Float64Array, logits_fake?: Float64Array,
 *   loss?: number, arrows?: Float64Array, length?: number, weights?: number}} ShownHalf a half-step for the
 *   page: `index` within its step, and of the slope only its length and how many weights it has
 */

import { Lab, lattice } from "./engine/lab.js";
import { SIDE } from "./engine/score.js";
import { BY_NAME, checked } from "./engine/settings.js";
import { Records } from "./records.js";

const KEEP_EVERY = 50; // steps between two snapshots, at first
const MOST_KEPT = 200; // snapshots; beyond it every second one goes
const MOST_NUMBERS = 4_000_000; // in all snapshots, 32 MB: those of wide networks are large
export const SHOWN = 512; // fakes and reals that are drawn
export const HEAT = 49; // points along a side of D's heat map
export const MANIFOLD = 21; // lines of the manifold each way
const ARROWS = 96; // fakes that have an arrow

export class Session {
  /** @param {{settings: Settings, changes?: Change[]}} course */
  constructor({ settings, changes = [] }) {
    this.lab = new Lab(settings);
    this.first = { ...settings };
    /** Changes of settings made so far. @type {Change[]} */
    this.changes = [];
    /** Those still to come: of a link, or after going back. @type {Change[]} */
    this.ahead = [...changes];
    this.every = KEEP_EVERY;
    const start = this.lab.snapshot();
    /** Each from before or after the changes of its step. @type {Map<number, Snapshot>} */
    this.kept = new Map([[0, start]]);
    this.mostKept = Math.min(MOST_KEPT, Math.floor(MOST_NUMBERS / start.state.length));
    this.records = new Records();
    this.latest = 0;
    /** @type {Generator<HalfStep, void> | null} */
    this.halves = null;
    this.index = 0; // of the half-step that is shown, 0 before the first
    this.#due();
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
    let done = this.#finishHalves();
    const end = now() + milliseconds;
    while (done < most && (done === 0 || now() < end)) {
      this.#advance();
      done++;
    }
    return done;
  }

  /**
   * A step that moves `net` alone. Written down as a freeze of the other network for this step, so
   * that an address, the timeline and PyTorch can repeat it.
   * @param {"D" | "G"} net
   */
  only(net) {
    const { freeze } = this.lab.settings;
    this.change({ freeze: net === "D" ? "G" : "D" });
    this.#advance();
    this.change({ freeze });
  }

  /**
   * The next named half-step of slow motion; the step after the last begins a new one.
   * @returns {ShownHalf}
   */
  half() {
    if (!this.halves) {
      this.#keep();
      this.halves = this.lab.halfSteps();
      this.index = 0;
    }
    const { value, done } = this.halves.next();
    if (!done) {
      this.index++;
      return this.#shown(value);
    }
    this.halves = null;
    this.#note();
    return this.half();
  }

  /** The half-step before the one shown; null at the beginning of the run. @returns {ShownHalf | null} */
  halfBack() {
    const target = this.halves ? this.index - 1 : 0;
    const begun = this.step;
    if (target > 0) {
      this.seek(begun);
      return this.#halvesUntil(target);
    }
    if (begun === 0) {
      this.seek(0);
      return null;
    }
    this.seek(begun - 1);
    const count = [...this.lab.halfSteps()].length;
    this.seek(begun - 1);
    return this.#halvesUntil(count);
  }

  /** New values from this step on. @param {Partial<Settings>} some */
  change(some) {
    this.#finishHalves();
    this.#forgetFuture();
    this.lab.change(some);
    for (const name of Object.keys(some)) {
      const value = /** @type {any} */ (this.lab.settings)[name];
      this.changes = this.changes.filter((one) => one.step !== this.step || one.name !== name);
      const before = this.changes.findLast((one) => one.name === name)?.value
        ?? /** @type {any} */ (this.first)[name];
      if (value !== before) this.changes.push({ step: this.step, name, value });
    }
  }

  /** From here another future begins: later changes of settings do not come again. */
  branch() {
    this.#finishHalves();
    this.#forgetFuture();
  }

  /**
   * Take over the changes of a run that is followed: those before this step must be the same, the others come when
   * their step has come.
   * @param {Change[]} changes all of that run
   * @returns {boolean} false where the past differs, and nothing is done
   */
  expect(changes) {
    const past = (/** @type {Change[]} */ all) => JSON.stringify(all.filter(({ step }) => step < this.step));
    if (past(changes) !== past(this.changes)) return false;
    this.changes = this.changes.filter(({ step }) => step < this.step);
    this.ahead = changes.filter(({ step }) => step >= this.step);
    this.#due();
    return true;
  }

  /**
   * Go to a step of the past, bit for bit. From there the run takes the same course again, until a
   * change of a setting begins another future.
   * @param {number} step
   */
  seek(step) {
    this.halves = null;
    this.index = 0;
    const target = Math.max(0, Math.min(Math.round(step), this.latest));
    const from = Math.max(...[...this.kept.keys()].filter((at) => at <= target));
    const all = [...this.changes, ...this.ahead];
    this.lab.restore(/** @type {Snapshot} */ (this.kept.get(from)));
    this.changes = all.filter((one) => one.step < from);
    this.ahead = all.filter((one) => one.step >= from);
    this.#due();
    while (this.step < target) {
      this.lab.step();
      this.#due();
    }
  }

  /**
   * Everything that a picture of this moment is drawn from.
   * @param {Layers} layers
   */
  frame(layers) {
    const { lab } = this;
    const fakes = lab.fakes(SHOWN).slice();
    const begun = performance.now();
    const score = layers.score ? lab.score() : null;
    const took = performance.now() - begun;
    if (score) this.records.addScore(this.step, score);
    return {
      step: this.step,
      latest: this.latest,
      stats: { ...lab.stats },
      settings: { ...lab.settings },
      changes: [...this.changes, ...this.ahead],
      fakes,
      heat: layers.heat ? lab.logits(lattice(HEAT)) : null,
      best: layers.best ? lab.bestD(HEAT, SIDE) : null,
      manifold: layers.manifold ? lab.manifold(MANIFOLD) : null,
      arrows: layers.arrows ? lab.arrows(fakes.subarray(0, 2 * ARROWS), layers.bare) : null,
      score,
      took: score ? took : 0,
    };
  }

  /** What stays through a run. */
  still() {
    const { settings, data } = this.lab;
    return { settings: { ...settings }, reals: this.lab.reals(SHOWN).slice(), name: data.name };
  }

  #advance() {
    this.lab.step();
    this.#note();
  }

  /** Changes whose step has come: a change at step s is made after s steps, before anything is shown. */
  #due() {
    while (this.ahead.length > 0 && this.ahead[0].step <= this.step) {
      const change = /** @type {Change} */ (this.ahead.shift());
      this.lab.change({ [change.name]: change.value });
      this.changes.push(change);
    }
  }

  #note() {
    this.latest = Math.max(this.latest, this.step);
    this.records.add(this.lab.stats);
    if (this.step % this.every === 0) this.#keep();
    this.#due();
  }

  #keep() {
    this.kept.set(this.step, this.lab.snapshot());
    if (this.kept.size <= this.mostKept) return;
    this.every *= 2;
    for (const at of this.kept.keys()) if (at % this.every !== 0) this.kept.delete(at);
  }

  #forgetFuture() {
    if (this.step >= this.latest) return;
    this.latest = this.step;
    this.ahead = [];
    this.records.cut(this.step);
    for (const at of this.kept.keys()) if (at > this.step) this.kept.delete(at);
  }

  /** Slow motion left in the middle of a step: the step is completed first. @returns {number} steps done */
  #finishHalves() {
    if (!this.halves) return 0;
    for (const half of this.halves) void half;
    this.halves = null;
    this.index = 0;
    this.#note();
    return 1;
  }

  /** @param {number} count @returns {ShownHalf | null} */
  #halvesUntil(count) {
    let last = null;
    while (this.index < count || !this.halves) last = this.half();
    return last;
  }

  /** @param {HalfStep} half @returns {ShownHalf} */
  #shown({ gradient, ...half }) {
    if (half.z) this.z = half.z;
    const of = gradient ? { length: Math.hypot(...gradient), weights: gradient.length } : {};
    // Where the same z lie now that G has moved.
    const fake = half.name === "move_G" && this.z ? this.lab.generated(this.z, false) : half.fake;
    return { ...half, ...of, fake, index: this.index, step: this.step };
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
