// One run of the lab in its Worker, as a page plays it: the Worker trains, then sends a frame, which the next frame of
// the screen shows. At full speed it trains on meanwhile. Nothing here knows of elements.

import { read, write as linkOf } from "./engine/link.js";
import { Pace } from "./pace.js";
import { LabWorker } from "./worker_client.js";

/**
 * @typedef {import("./engine/settings.js").Settings} Settings
 * @typedef {import("./engine/link.js").Course & {problem?: string}} Course
 * @typedef {{future: number, records: any[], scores: any[]}} Curves
 */

const SCORE_EVERY = 700; // milliseconds, or longer where a score takes long
const SCORE_SHARE = 15; // parts of the time, one of which may go into scores

export class LabRun {
  target = 0; // the step that a link wants to be at
  frame = /** @type {any} */ (null);
  score = /** @type {any} */ (undefined);
  /** @type {Curves} */
  curves = { future: 0, records: [], scores: [] };
  /** The curves of the future that was left last. @type {Curves | null} */
  ghost = null;
  asked = false;
  arrived = /** @type {any} */ (null);
  scored = { at: -SCORE_EVERY, step: -1, took: 0 };

  /** @param {string} link as engine/link.js writes it @param {number} speed steps a second */
  constructor(link, speed) {
    /** @type {Course} */
    this.course = read(link);
    this.speed = speed;
    this.playing = false;
    this.stopped = false;
    this.dirty = true; // the picture is to be drawn anew
    /** @type {Record<string, boolean>} */
    this.layers = {};
    this.bare = false; // arrows of the bare logit
    this.pace = new Pace();
    /** Made by `begin`, with which every lab starts. */
    this.worker = /** @type {LabWorker} */ (/** @type {unknown} */ (undefined));
    this.still = /** @type {any} */ (null);
  }

  /** Nothing is known of the run yet. @param {number} target */
  #forget(target) {
    this.target = target;
    this.frame = null;
    this.score = undefined;
    this.curves = { future: 0, records: [], scores: [] };
    this.ghost = null;
    this.asked = false;
    this.arrived = null;
    this.scored = { at: -SCORE_EVERY, step: -1, took: 0 };
  }

  /** @returns {Settings} those in force now */
  get settings() {
    return this.frame?.settings ?? this.course.settings;
  }

  get step() {
    return this.frame?.step ?? 0;
  }

  /** Whether it is still going to the step of its link. */
  get onItsWay() {
    return this.step < this.target;
  }

  /** The run from its beginning to this moment, as an address holds it. @returns {string} */
  link() {
    const step = Math.max(this.step, this.target); // on its way there, it counts as being there
    const changes = (this.frame?.changes ?? this.course.changes)
      .filter((/** @type {{step: number}} */ one) => this.frame === null || one.step <= step);
    return linkOf(this.course.settings, step, changes) || "step-0";
  }

  /**
   * Begin a run in a Worker of its own. Where the course's step is beyond 0, it goes there at once and waits.
   * @param {Course} course @returns {Promise<boolean>} false if another run began meanwhile
   */
  async begin(course) {
    this.worker?.stop();
    this.worker = new LabWorker();
    this.course = course;
    this.#forget(course.step);
    this.pace.rest();
    const { worker } = this;
    this.still = await worker.ask("start", course);
    return !this.stopped && worker === this.worker;
  }

  /** Ask for frames from now on. */
  go() {
    this.#ask();
    this.#loop(this.worker);
  }

  stop() {
    this.stopped = true;
    this.worker.stop();
  }

  /** Once for each frame of the screen; a hidden tab has none, so there the Worker rests too.
   * @param {LabWorker} worker */
  #loop(worker) {
    requestAnimationFrame(() => {
      if (this.stopped || worker !== this.worker) return;
      const { arrived } = this;
      this.arrived = null;
      this.#ask(); // before drawing, so that the Worker trains meanwhile
      if (arrived) this.shown(arrived);
      this.#loop(worker);
    });
  }

  /** Ask for the next frame, unless one is under way. */
  async #ask() {
    if (this.asked) return;
    const { worker } = this;
    const now = performance.now();
    const budget = this.#budget(now);
    const same = budget.most === 0 && this.frame && !this.dirty;
    if (same) return;
    this.dirty = false;
    const { best, gap, heat, manifold, arrows } = this.layers;
    const { at, step, took } = this.scored;
    const due = step < 0 || budget.most === 0 || now - at >= Math.max(SCORE_EVERY, SCORE_SHARE * took);
    const wanted = { heat: heat || gap, best: best || gap, manifold, arrows, bare: this.bare, score: due };
    if (due) budget.milliseconds -= took; // out of the training, so that pictures come evenly
    const { records, scores, future } = this.curves;
    this.asked = true;
    try {
      const frame = await worker.ask("frame", budget, wanted,
        { future, step: records.at(-1)?.step ?? 0, score: scores.at(-1)?.step ?? -1 });
      if (worker !== this.worker) return;
      this.asked = false;
      if (due) this.scored = { at: now, step: frame.step, took: frame.took };
      this.#arrive(frame);
    } catch (problem) {
      if (worker !== this.worker) return;
      this.asked = !(problem instanceof RangeError); // any other is the Worker's end: nothing more is asked
      if (!this.stopped) this.say(/** @type {Error} */ (problem).message);
    }
  }

  /** At full speed the Worker trains on at once, as long as the screen shows what comes: a hidden tab has one frame
   * that is not shown, and the Worker rests. @param {any} frame */
  #arrive(frame) {
    this.#join(frame.curves);
    this.score = frame.score ?? this.score;
    const unseen = this.arrived;
    this.frame = this.arrived = unseen
      ? { ...frame, steps: unseen.steps + frame.steps, score: frame.score ?? unseen.score } : frame;
    if (!unseen && (this.speed === Infinity || this.onItsWay)) this.#ask();
  }

  /** @param {number} now */
  #budget(now) {
    if (this.onItsWay) return { milliseconds: 40, most: this.target - this.step };
    if (!this.playing) return { milliseconds: 0, most: 0 };
    const budget = this.pace.budget(this.speed, now);
    const limit = this.limit();
    return { ...budget, most: Math.max(0, Math.min(budget.most, limit - this.step)) };
  }

  /** Ask the Worker for something, and for a picture after it. @param {string} call @param {...any} args */
  async act(call, ...args) {
    try {
      const answer = await this.worker.ask(call, ...args);
      this.dirty = true;
      return answer;
    } catch (problem) {
      this.say(/** @type {Error} */ (problem).message);
      return undefined;
    }
  }

  /** New points of the curves; those of another future go on as a faint ghost.
   * @param {{future: number, records: any[], scores: any[]}} curves */
  #join({ future, records, scores }) {
    const own = this.curves;
    if (future !== own.future) {
      if (own.records.length > records.length) this.ghost = own;
      this.curves = { future, records, scores };
      return;
    }
    own.records.push(...records);
    own.scores.push(...scores);
  }

  /** A frame has come. @param {any} _frame */
  shown(_frame) {}

  /** What cannot be done is said. @param {string} _text */
  say(_text) {}

  /** The step not to go beyond now. */
  limit() {
    return Infinity;
  }
}
