// The page of one lab: asks the Worker for a frame each animation frame, draws it, and asks again.

import { coloursOf } from "./colours.js";
import { read } from "./engine/link.js";
import { numbersOf } from "./numbers.js";
import { drawPicture, LAYERS } from "./picture.js";
import { LabWorker } from "./worker_client.js";

/** @typedef {{link: string, locked: string[], hidden: string[], present: boolean}} PageData */

const FRAME = 13; // milliseconds of training within one frame of the screen
const SCORE_EVERY = 1000; // milliseconds
const TRAIL = 50; // steps

export class LabPage {
  /** @param {ParentNode} root @param {PageData} data */
  constructor(root, data) {
    this.root = root;
    this.canvas = /** @type {HTMLCanvasElement} */ (root.querySelector("canvas.plane"));
    this.layers = Object.fromEntries(LAYERS.map(({ name, on }) => [name, on]));
    this.playing = !matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.course = read(data.link);
    this.worker = new LabWorker();
    this.stopped = false;
    this.scored = -SCORE_EVERY;
    /** @type {any} */
    this.frame = null;
    /** @type {any[]} */
    this.records = [];
    /** @type {{step: number, fakes: Float64Array}[]} */
    this.past = [];
    this.#connect();
    this.started = this.#start();
  }

  stop() {
    this.stopped = true;
    this.worker.stop();
  }

  async #start() {
    this.still = await this.worker.ask("start", this.course);
    this.#say(this.course.problem);
    requestAnimationFrame(() => this.#next());
  }

  /** Ask, draw, and ask again at the next frame of the screen; a hidden tab has none. */
  async #next() {
    if (this.stopped) return;
    const now = performance.now();
    const score = now - this.scored >= SCORE_EVERY;
    const { best, gap, heat, manifold, arrows } = this.layers;
    const budget = { milliseconds: FRAME, most: this.playing ? 1e9 : 0 };
    try {
      const frame = await this.worker.ask("frame", budget,
        { heat: heat || gap, best: best || gap, manifold, arrows, score }, this.records.length);
      if (score) this.scored = now;
      this.#show(frame);
    } catch (error) {
      if (!this.stopped) this.#say(/** @type {Error} */ (error).message);
      return;
    }
    requestAnimationFrame(() => this.#next());
  }

  /** @param {any} frame */
  #show(frame) {
    this.records.push(...frame.records);
    this.score = frame.score ?? this.score;
    this.frame = frame;
    this.past = this.past.filter(({ step }) => step < frame.step && step > frame.step - TRAIL);
    this.past.push({ step: frame.step, fakes: frame.fakes });
    const past = this.past.map(({ fakes }) => fakes);
    const unit = drawPicture(this.canvas, frame, this.still, this.layers, past, coloursOf(this.canvas));
    const scale = this.#element(".scale");
    scale.textContent = unit ? `arrows: a quarter of the width is a slope of ${unit * 0.7}` : "";
    numbersOf(this.#element(".numbers"), frame, this.score);
  }

  #connect() {
    const play = this.#element(".play");
    const showPlay = () => {
      play.textContent = this.playing ? "Pause" : "Play";
      play.setAttribute("aria-pressed", String(this.playing));
    };
    play.addEventListener("click", () => {
      this.playing = !this.playing;
      showPlay();
    });
    showPlay();
    this.#element(".layers").replaceChildren(...LAYERS.map(({ name, title }) => this.#layer(name, title)));
  }

  /** @param {string} name @param {string} title */
  #layer(name, title) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = title;
    button.setAttribute("aria-pressed", String(this.layers[name]));
    button.addEventListener("click", () => {
      this.layers[name] = !this.layers[name];
      button.setAttribute("aria-pressed", String(this.layers[name]));
    });
    return button;
  }

  /** @param {string} text */
  #say(text) {
    this.#element(".said").textContent = text;
  }

  /** @param {string} selector @returns {HTMLElement} */
  #element(selector) {
    return /** @type {HTMLElement} */ (this.root.querySelector(selector));
  }
}
