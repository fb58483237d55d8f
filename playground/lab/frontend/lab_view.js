// One lab on a page: each frame of its run is drawn and said. Its parts (controls, numbers, timeline,
// settings, slow motion) call its methods.

import { coloursOf } from "./colours.js";
import { connectControls } from "./controls.js";
import { effectOf } from "./effects.js";
import { find, say } from "../../shared/frontend/elements.js";
import { LabRun } from "./lab_run.js";
import { Locks } from "./locks.js";
import { numbersOf } from "./numbers.js";
import { drawPicture, LAYERS } from "./picture.js";
import { changed } from "./session.js";
import { SettingsPanel } from "./settings_panel.js";
import { SKELETON } from "./skeleton.js";
import { SlowMotion } from "./slow_motion.js";
import { Speaker } from "./speaker.js";
import { summaryOf } from "./summary.js";
import { Timeline } from "./timeline.js";

/**
 * @typedef {import("./engine/settings.js").Settings} Settings
 * @typedef {{link?: string, locked?: string[], hidden?: string[], reason?: string, gate?: Promise<unknown>,
 *   waiting?: string, onStats?: (numbers: any) => void, onMoment?: () => void, present?: boolean,
 *   compact?: boolean, layers?: string[], speed?: number, autoplay?: boolean, code?: any,
 *   limit?: () => number, lead?: HTMLElement, onLayers?: () => void}} LabOptions mount.js says what each is
 */

const TRAIL = 50; // steps

export class LabView extends LabRun {
  /** @param {HTMLElement} root emptied and filled @param {LabOptions} options */
  constructor(root, options) {
    super(options.link ?? "", options.speed ?? Infinity);
    root.innerHTML = SKELETON;
    this.root = /** @type {HTMLElement} */ (root.firstElementChild);
    if (options.lead) find(root, ".top", "header").prepend(options.lead);
    this.options = options;
    this.canvas = /** @type {HTMLCanvasElement} */ (find(root, ".plane", "canvas"));
    this.layers = Object.fromEntries(LAYERS.map(({ name, on }) =>
      [name, options.layers ? options.layers.includes(name) : on]));
    this.speaker = new Speaker((text) => this.#spoken(text));
    /** @type {{step: number, fakes: Float64Array}[]} */
    this.past = [];
    this.moments = 0; // how many of the next frames are for the address; one may be from before what happened
    /** Draws over the picture. @type {(() => void) | undefined} */
    this.afterDraw = undefined;
    /** Where a drag goes, while it does. @type {number | undefined} */
    this.wanted = undefined;
    this.seeking = false;
    this.locks = new Locks(options.locked, options.hidden, options.reason);
    if (options.gate) this.locks.waiting = options.waiting ?? "Predict first; then it plays.";
    this.root.classList.toggle("present", options.present ?? false);
    this.root.classList.toggle("compact", options.compact ?? false);
    this.timeline = new Timeline(find(root, ".timeline", "div"), this);
    this.slow = new SlowMotion(find(root, ".slow", "div"), this, options.code);
    this.panel = new SettingsPanel(find(root, ".settings", "section"), this);
    this.controls = connectControls(this);
    // What stands still is drawn anew where its size changes: style sheets come late, windows turn.
    this.resized = new ResizeObserver(() => this.#redraw());
    this.resized.observe(this.canvas);
    options.gate?.then(() => this.#opened());
    this.begun = this.start(this.course, { play: options.autoplay ?? (!options.gate && !prefersStill()) });
  }

  /**
   * A new run.
   * @param {import("./lab_run.js").Course} course where `step` is beyond 0, the run goes there at once and waits
   * @param {{play?: boolean}} [how]
   */
  async start(course, { play = this.playing } = {}) {
    this.past = [];
    this.slow.leave();
    if (!await this.begin(course)) return;
    this.say(course.problem ?? "");
    this.setPlaying(play && course.step === 0);
    this.target = course.step;
    this.controls.show();
    this.go();
  }

  stop() {
    super.stop();
    this.speaker.stop();
    this.resized.disconnect();
  }

  limit() {
    return this.options.limit?.() ?? Infinity;
  }

  /** @param {any} frame */
  shown(frame) {
    if (frame.step >= this.target && this.target > 0) this.#atTarget();
    this.draw();
    const rates = this.pace.rates();
    numbersOf(find(this.root, ".numbers", "dl"), frame, this.score, this.playing ? rates : undefined);
    this.timeline.show();
    this.panel.show(frame.settings);
    this.controls.show();
    if (this.playing) this.pace.note(performance.now(), frame.steps, frame.drawn);
    if (!this.playing) this.canvas.setAttribute("aria-label", summaryOf(frame, this.score, this.slow.half));
    if (!this.slow.on) this.speaker.tell(() => (this.frame ? summaryOf(this.frame, this.score) : ""));
    if (this.moments > 0) {
      this.moments--;
      this.options.onMoment?.();
    }
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
    const scale = find(this.root, ".scale", "p");
    scale.hidden = unit === 0;
    if (unit) {
      const of = this.bare ? "the gradient of D’s logit" : "−∂loss_G/∂x";
      say(scale, `arrows: ${of}; as long as a quarter of the plane is ${Number((unit * 0.7).toPrecision(2))}`);
    }
  }

  #redraw() {
    this.draw();
    this.timeline.show();
  }

  #atTarget() {
    const { target } = this;
    this.target = 0;
    this.dirty = true; // once more, with its score
    this.say(`Step ${target.toLocaleString("en")} again, as the link says. Play goes on from here.`);
    this.moments = 2;
  }

  /** Either ends the way to the step of a link, but for a lab that waits: what it waits for begins there.
   * @param {boolean} playing */
  setPlaying(playing) {
    if (playing && this.locks.waiting) return;
    this.playing = playing;
    if (!this.locks.waiting) this.target = 0;
    if (playing) this.slow.leave();
    this.pace.rest();
    this.dirty = true;
    this.controls.show();
    if (!playing) this.moments = 2;
  }

  /** One step of both, or the half of one network. @param {"both" | "D" | "G"} which */
  async advance(which) {
    this.setPlaying(false);
    this.slow.leave();
    if (which === "both") {
      await this.act("frame", { milliseconds: 0, most: 1 }, {}, { future: -1, step: 0, score: -1 });
    } else {
      await this.act("only", which);
      this.say(`Only ${which} moved; ${which === "D" ? "G" : "D"} stood still.`);
    }
    this.moments = 2;
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
        this.moments = 2;
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
    this.moments = 2;
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
    this.moments = 2;
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
    this.options.onLayers?.();
    this.moments = 2;
  }

  /** @param {string} text one sentence, shown and spoken */
  say(text) {
    say(find(this.root, ".said", "p"), text);
  }

  /** @param {string} summary */
  #spoken(summary) {
    this.canvas.setAttribute("aria-label", summary);
    if (!this.options.compact) say(find(this.root, ".spoken", "p"), summary); // of two labs at once nobody could follow
  }

  #opened() {
    this.locks.waiting = "";
    this.locks.apply(this.root);
    this.controls.show();
  }
}

const prefersStill = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** A new run begins with the settings that are in force, not with those of the old beginning.
 * @param {LabView} view @param {Partial<Settings>} some */
function restartsFrom(view, some) {
  const { freeze } = view.course.settings;
  return "freeze" in some ? view.settings : { ...view.settings, freeze };
}
