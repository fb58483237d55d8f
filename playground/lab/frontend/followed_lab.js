// A lab that follows another one, on the projector or a student's screen. The run is the same in every browser, so
// the link says all: this lab computes it itself, at most up to the step where the other one is.

import { layersNamed } from "./address.js";
import { read, write } from "./engine/link.js";
import { CONTROLS } from "./locks.js";
import { mountLab } from "./mount.js";

/** @import { Course } from "./engine/link.js" */
/** @typedef {{ link: string, layers: string, half: number }} Shown of classroom/shown_lab.py */

const SHOWN = ["settings", "numbers", "layers", "timeline", "code"]; // of CONTROLS, those that say what is
const HIDDEN = Object.freeze([...CONTROLS.filter((name) => !SHOWN.includes(name)), "data", "seed"]);
const JUMP = 400; // steps; who is farther behind runs as fast as it can
const MOST_PARTS = 200; // of one step in slow motion: 20 updates of D in 6 parts each, 20 of G in 4
const PATIENCE_MS = 20_000; // until a step is reached, on a slow machine

export class FollowedLab {
  /** @param {HTMLElement} element @param {Shown} shown @param {{ present?: boolean, code?: any }} [how] */
  constructor(element, shown, { present = false, code = {} } = {}) {
    const course = read(shown.link);
    this.first = firstOf(course);
    this.upTo = course.step;
    /** @type {Shown | null} the newest that is not followed yet */
    this.wanted = null;
    this.busy = false;
    const { view, stop } = mountLab(element, {
      link: shown.link, layers: layersNamed(shown.layers) ?? undefined, present, compact: !present, autoplay: false, code,
      hidden: [...HIDDEN], locked: ["layers", "timeline"], reason: "Your teacher moves this lab.", limit: () => this.upTo,
    });
    this.view = view;
    this.stop = stop;
    this.follow(shown);
  }

  /** The other lab has gone on; of several that come meanwhile the last counts. @param {Shown} shown */
  async follow(shown) {
    this.wanted = shown;
    if (this.busy) return;
    this.busy = true;
    await this.view.begun;
    while (this.wanted && !this.view.stopped) {
      const next = this.wanted;
      this.wanted = null;
      await this.#go(next);
    }
    this.busy = false;
  }

  /** @param {Shown} shown */
  async #go({ link, layers, half }) {
    const { view } = this, { slow } = view;
    this.#layers(layers);
    const course = read(link), isSame = firstOf(course) === this.first;
    const behind = course.step - (slow.half?.step ?? view.step);
    this.upTo = course.step;
    if (isSame && view.onItsWay && view.target === course.step) {
      await this.#reached(course.step);
    } else if (isSame && half && slow.on && (behind === 0 || behind === 1)) {
      await view.act("expect", course.changes);
    } else {
      if (isSame && behind < 0) await view.seek(course.step);
      if (!isSame || !await view.act("expect", course.changes)) {
        this.first = firstOf(course);
        await view.start(course, { play: false });
      } else if (behind > 0) {
        view.speed = behind < JUMP ? behind : Infinity; // in a second, as there is between two of these
        view.setPlaying(true);
      }
      if (half) await this.#reached(course.step);
    }
    await this.#halves(course.step, half);
  }

  /** The part of a step that is shown in slow motion. @param {number} step @param {number} half */
  async #halves(step, half) {
    const { slow } = this.view;
    if (!half) return slow.leave();
    const at = () => (slow.half ? (slow.half.step - step) * MOST_PARTS + slow.half.index : -Infinity);
    for (let k = 0; k < MOST_PARTS && at() < half; k++) await slow.next();
    for (let k = 0; k < MOST_PARTS && at() > half; k++) await slow.back();
  }

  /** @param {number} step */
  async #reached(step) {
    const { view } = this, until = performance.now() + PATIENCE_MS;
    while (view.step < step && !view.stopped && performance.now() < until) await new Promise((resolve) => { setTimeout(resolve, 30); });
  }

  /** @param {string} text */
  #layers(text) {
    const { view } = this, wanted = layersNamed(text);
    if (!wanted) return;
    for (const name of Object.keys(view.layers)) view.layers[name] = wanted.includes(name);
    view.dirty = true;
    view.controls.show();
  }
}

/** The settings that a run begins with, as text. @param {Course} course */
const firstOf = ({ settings }) => write(settings);
