// One lab on a page: asks the Worker for a frame, draws it, and asks for the next at the next frame of
// the screen. Its parts (controls, numbers, timeline, settings, slow motion) call its methods.

import { coloursOf } from "./colours.js";
import { connectControls } from "./controls.js";
import { read, write as linkOf } from "./engine/link.js";
import { effectOf } from "./effects.js";
import { find, write } from "./elements.js";
import { Locks } from "./locks.js";
import { numbersOf } from "./numbers.js";
import { Pace } from "./pace.js";
import { drawPicture, LAYERS } from "./picture.js";
import { changed } from "./session.js";
import { SettingsPanel } from "./settings_panel.js";
import { SKELETON } from "./skeleton.js";
import { SlowMotion } from "./slow_motion.js";
import { summaryOf } from "./summary.js";
import { Timeline } from "./timeline.js";
import { LabWorker } from "./worker_client.js";

/**
 * @typedef {import("./engine/settings.js").Settings} Settings
 * @typedef {{link?: string, locked?: string[], hidden?: string[], reason?: string, gate?: Promise<unknown>,
 *   waiting?: string, onStats?: (numbers: any) => void, onMoment?: () => void, present?: boolean,
 *   compact?: boolean, layers?: string[], speed?: number, autoplay?: boolean, code?: any,
 *   limit?: () => number, lead?: HTMLElement}} LabOptions mount.js says what each is
 * @typedef {{future: number, records: any[], scores: any[]}} Curves
 */

const SCORE_EVERY = 700; // milliseconds
const SPOKEN_EVERY = 5000;
const TRAIL = 50; // steps

export class LabView {
  /** @param {HTMLElement} root emptied and filled @param {LabOptions} options */
  constructor(root, options) {
    root.innerHTML = SKELETON;
    this.root = /** @type {HTMLElement} */ (root.firstElementChild);
    if (options.lead) find(root, ".top").prepend(options.lead);
    this.options = options;
    this.canvas = /** @type {HTMLCanvasElement} */ (find(root, ".plane"));
    this.layers = Object.fromEntries(LAYERS.map(({ name, on }) =>
      [name, options.layers ? options.layers.includes(name) : on]));
    this.bare = false; // arrows of the bare logit
    this.speed = options.speed ?? Infinity;
    this.still = /** @type {any} */ (null);
    this.frame = /** @type {any} */ (null);
    this.score = /** @type {any} */ (undefined);
    /** @type {import("./engine/link.js").Course & {problem?: string}} */
    this.course = read(options.link ?? "");
    this.playing = false;
    this.stopped = false;
    this.pace = new Pace();
    this.scored = { at: -SCORE_EVERY, step: -1 };
    this.spoken = -SPOKEN_EVERY;
    this.worker = new LabWorker();
    /** @type {{step: number, fakes: Float64Array}[]} */
    this.past = [];
    /** @type {Curves} */
    this.curves = { future: 0, records: [], scores: [] };
    /** The curves of the future that was left last. @type {Curves | null} */
    this.ghost = null;
    this.target = 0; // the step that a link wants to be at
    this.asked = false;
    this.arrived = /** @type {any} */ (null);
    this.dirty = true; // the picture is to be drawn anew
    /** Draws over the picture. @type {(() => void) | undefined} */
    this.afterDraw = undefined;
    /** Where a drag goes, while it does. @type {number | undefined} */
    this.wanted = undefined;
    this.seeking = false;
    this.locks = new Locks(options.locked, options.hidden, options.reason);
    if (options.gate) this.locks.waiting = options.waiting ?? "Predict first; then it plays.";
    this.root.classList.toggle("present", options.present ?? false);
    this.root.classList.toggle("compact", options.compact ?? false);
    this.timeline = new Timeline(find(root, ".timeline"), this);
    this.slow = new SlowMotion(find(root, ".slow"), this, options.code);
    this.panel = new SettingsPanel(find(root, ".settings"), this);
    this.controls = connectControls(this);
    options.gate?.then(() => this.#opened());
    this.begun = this.start(this.course, { play: options.autoplay ?? !options.gate });
  }

  /** @returns {Settings} those in force now */
  get settings() {
    return this.frame?.settings ?? this.course.settings;
  }

  get step() {
    return this.frame?.step ?? 0;
  }

  /** The run from its beginning to this moment, as an address holds it. @returns {string} */
  link() {
    const changes = (this.frame?.changes ?? this.course.changes)
      .filter((/** @type {{step: number}} */ one) => this.frame === null || one.step <= this.step);
    return linkOf(this.course.settings, this.step, changes) || "step-0";
  }

  /**
   * A new run.
   * @param {import("./engine/link.js").Course & {problem?: string}} course where `step` is beyond 0, the
   *   run goes there at once and waits @param {{play?: boolean}} [how]
   */
  async start(course, { play = this.playing } = {}) {
    this.worker.stop();
    this.worker = new LabWorker();
    this.course = course;
    this.frame = null;
    this.score = undefined;
    this.past = [];
    this.curves = { future: 0, records: [], scores: [] };
    this.ghost = null;
    this.target = course.step;
    this.asked = false;
    this.arrived = null;
    this.scored = { at: -SCORE_EVERY, step: -1 };
    this.slow.leave();
    this.pace.rest();
    const { worker } = this;
    this.still = await worker.ask("start", course);
    if (this.stopped || worker !== this.worker) return;
    this.say(course.problem ?? "");
    this.setPlaying(play && course.step === 0 && !this.#prefersStill());
    this.#ask();
    this.#loop(worker);
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
      if (arrived) this.#show(arrived);
      this.#loop(worker);
    });
  }

  /** Ask for the next frame, unless one is under way. */
  async #ask() {
    if (this.asked || this.arrived) return;
    const { worker } = this;
    const now = performance.now();
    const budget = this.#budget(now);
    const same = budget.most === 0 && this.frame && !this.dirty;
    if (same) return;
    this.dirty = false;
    const { best, gap, heat, manifold, arrows } = this.layers;
    const due = this.scored.step < 0 || now - this.scored.at >= SCORE_EVERY || budget.most === 0;
    const wanted = { heat: heat || gap, best: best || gap, manifold, arrows, bare: this.bare, score: due };
    const { records, scores, future } = this.curves;
    this.asked = true;
    try {
      const frame = await worker.ask("frame", budget, wanted,
        { future, step: records.at(-1)?.step ?? 0, score: scores.at(-1)?.step ?? -1 });
      if (worker !== this.worker) return;
      if (due) this.scored = { at: now, step: frame.step };
      this.arrived = frame;
    } catch (problem) {
      if (worker === this.worker && !this.stopped) this.say(/** @type {Error} */ (problem).message);
    } finally {
      if (worker === this.worker) this.asked = false;
    }
  }

  /** @param {number} now */
  #budget(now) {
    if (this.step < this.target) return { milliseconds: 40, most: this.target - this.step };
    if (!this.playing) return { milliseconds: 0, most: 0 };
    const budget = this.pace.budget(this.speed, now);
    const limit = this.options.limit?.() ?? Infinity;
    return { ...budget, most: Math.max(0, Math.min(budget.most, limit - this.step)) };
  }

  /** @param {any} frame */
  #show(frame) {
    const begun = performance.now();
    this.#join(frame.curves);
    this.score = frame.score ?? this.score;
    this.frame = frame;
    if (frame.step >= this.target && this.target > 0) this.#atTarget();
    this.draw();
    const rates = this.pace.rates();
    numbersOf(find(this.root, ".numbers"), frame, this.score, this.playing ? rates : undefined);
    this.timeline.show();
    this.panel.show(frame.settings);
    this.controls.show();
    const now = performance.now();
    if (this.playing) this.pace.note(now, frame.steps, frame.drawn + now - begun);
    if (now - this.spoken >= SPOKEN_EVERY || !this.playing) this.#speak(now);
    if (frame.score) this.options.onStats?.({ ...frame.stats, ...frame.score, settings: frame.settings });
  }

  /** The picture of this moment, of slow motion where that is on. */
  draw() {
    if (!this.frame) return;
    const { frame } = this;
    this.past = this.past.filter(({ step }) => step < frame.step && step > frame.step - TRAIL);
    this.past.push({ step: frame.step, fakes: frame.fakes });
    const trail = this.past.map(({ fakes }) => fakes);
    const unit = drawPicture(this.canvas, frame, this.still, this.layers, trail, coloursOf(this.canvas),
      this.slow.half, this.options.present);
    this.afterDraw?.();
    const scale = find(this.root, ".scale");
    scale.hidden = unit === 0;
    if (unit) {
      const of = this.bare ? "slope of D's logit" : "−∂loss_G/∂x";
      write(scale, `arrows: ${of}; as long as a quarter of the plane is ${Number((unit * 0.7).toPrecision(2))}`);
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

  #atTarget() {
    this.say(`Step ${this.target.toLocaleString("en")} again, as the link says. Play goes on from here.`);
    this.target = 0;
  }

  /** @param {boolean} playing */
  setPlaying(playing) {
    if (playing && this.locks.why("play")) return;
    this.playing = playing;
    if (playing) this.slow.leave();
    this.pace.rest();
    this.dirty = true;
    this.controls.show();
    if (!playing && this.frame) this.options.onMoment?.();
  }

  /** One step of both, or the half of one network. @param {"both" | "D" | "G"} which */
  async advance(which) {
    this.setPlaying(false);
    this.slow.leave();
    if (which === "both") {
      this.target = 0;
      await this.act("frame", { milliseconds: 0, most: 1 }, {}, { future: -1, step: 0, score: -1 });
    } else {
      await this.act("only", which);
      this.say(`Only ${which} moved; ${which === "D" ? "G" : "D"} stood still.`);
    }
    this.options.onMoment?.();
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

  /** New values of settings: at once where they can change while it runs, else in a new run.
   * @param {Partial<Settings>} some */
  async change(some) {
    const before = this.settings;
    try {
      const { settings, restarts } = changed(restartsFrom(this, some), some);
      if (restarts) {
        await this.start({ settings, step: 0, changes: [] }, { play: this.playing });
        this.say("A new run from step 0.");
        this.options.onMoment?.();
        return;
      }
    } catch (problem) {
      this.say(/** @type {Error} */ (problem).message);
      this.panel.show(before);
      return;
    }
    const branched = this.frame && this.step < this.frame.latest;
    await this.act("change", some);
    const said = Object.entries(some).map(([name, value]) =>
      effectOf(name, /** @type {any} */ (before)[name], value, { ...before, ...some }, this.step));
    this.say(said.join(" ") + (branched ? " The run branches here; its old future stays faint." : ""));
    this.options.onMoment?.();
  }

  /** @param {number} step */
  async seek(step) {
    this.setPlaying(false);
    this.slow.leave();
    this.wanted = step; // of several drags the last counts
    if (this.seeking) return;
    this.seeking = true;
    while (this.wanted !== undefined) {
      const to = this.wanted;
      this.wanted = undefined;
      await this.act("seek", to);
    }
    this.seeking = false;
    this.options.onMoment?.();
  }

  async branch() {
    await this.act("branch");
    this.say(`From step ${this.step.toLocaleString("en")} the run takes another course; change a setting. The old one stays faint.`);
  }

  /** Show or hide a layer. @param {string} name */
  toggleLayer(name) {
    if (this.locks.why("layers") || this.locks.why(name)) return;
    this.layers[name] = !this.layers[name];
    if (name === "gap" && this.layers.gap) this.layers.best = false;
    if (name === "best" && this.layers.best) this.layers.gap = false;
    this.dirty = true;
    this.controls.show();
    this.options.onMoment?.();
  }

  /** @param {string} text one sentence, shown and spoken */
  say(text) {
    write(find(this.root, ".said"), text);
  }

  /** @param {number} now */
  #speak(now) {
    this.spoken = now;
    this.canvas.setAttribute("aria-label", summaryOf(this.frame, this.score, this.slow.half));
  }

  #opened() {
    this.locks.waiting = "";
    this.locks.apply(this.root);
    this.controls.show();
  }

  #prefersStill() {
    return matchMedia("(prefers-reduced-motion: reduce)").matches;
  }
}

/** A new run begins with the settings that are in force, not with those of the old beginning.
 * @param {LabView} view @param {Partial<Settings>} some */
function restartsFrom(view, some) {
  const { freeze } = view.course.settings;
  return "freeze" in some ? view.settings : { ...view.settings, freeze };
}
