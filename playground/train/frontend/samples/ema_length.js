// The sample grid with an EMA of any length: a slider below the grids, and the grid drawn with it.

import { api } from "../../../shared/frontend/api.js";
import { find } from "../../../shared/frontend/elements.js";
import { whenText } from "../timeline/moments.js";

const START = 100; // thousandths of the run so far; G_ema's length is 63
const SETTLE_MS = 120; // after the last move of the slider

/** @typedef {import("../types.js").Averages} Averages */

/**
 * The last moment up to `seen` at which averages were saved; undefined before the first.
 * @param {number[]} moments images seen, rising
 * @param {number} seen
 * @returns {number | undefined}
 */
export function savedUpTo(moments, seen) {
  return moments.filter((moment) => moment <= seen).at(-1);
}

/**
 * The shortest and the longest length at a moment; null where there are none.
 * @param {Pick<Averages, "moments" | "lengths"> | undefined} averages
 * @param {number} seen images seen
 * @returns {[number, number] | null}
 */
export function lengthsAt(averages, seen) {
  const last = averages?.moments.findLastIndex((moment) => moment <= seen) ?? -1;
  return averages?.lengths[last] ?? null;
}

/**
 * A place of the slider for a length; of the ends for one beyond them.
 * @param {number} length as a share of the run so far
 * @param {[number, number]} ends
 * @returns {number} thousandths
 */
export function thousandths(length, [low, high]) {
  return Math.round(1000 * Math.min(high, Math.max(low, length)));
}

export class EmaLength {
  /**
   * @param {HTMLElement} root
   * @param {string} run its id
   */
  constructor(root, run) {
    this.run = run;
    this.row = find(root, ".live-length", "div");
    this.slider = find(this.row, "input", "input");
    this.value = find(this.row, "output", "output");
    this.image = find(root, ".live-grid-length", "img");
    this.caption = find(root, ".live-then-length", "figcaption");
    /** @type {Averages | undefined} */
    this.averages = undefined;
    /** @type {number | undefined} what the slider was moved to; an early moment has fewer lengths */
    this.wished = undefined;
    this.imagesPerEpoch = 1;
    /** @type {number | undefined} */
    this.seen = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.slider.addEventListener("input", () => {
      this.wished = Number(this.slider.value) / 1000;
      this.name();
      this.drawSoon();
    });
    this.image.addEventListener("load", () => this.row.removeAttribute("aria-busy"));
    this.image.addEventListener("error", () => this.row.removeAttribute("aria-busy"));
  }

  /**
   * @param {Averages} averages
   * @param {number} imagesPerEpoch
   */
  take(averages, imagesPerEpoch) {
    this.averages = averages;
    this.imagesPerEpoch = imagesPerEpoch;
    this.fit();
    this.name();
  }

  /** The slider with the lengths of the moment that is shown, as near as can be to the one wished for. */
  fit() {
    const ends = this.seen !== undefined && lengthsAt(this.averages, this.seen);
    if (!this.averages || !ends) return;
    const { chosen, step } = this.averages;
    this.slider.min = String(Math.round(1000 * ends[0]));
    this.slider.max = String(Math.round(1000 * ends[1]));
    this.slider.step = String(Math.round(1000 * step));
    this.slider.value = String(thousandths(this.wished ?? chosen ?? START / 1000, ends));
  }

  reset() {
    clearTimeout(this.timer);
    this.averages = this.seen = undefined;
  }

  /**
   * Whether there is anything to draw at a moment.
   * @param {number} seen images seen
   */
  has(seen) {
    return lengthsAt(this.averages, seen) !== null;
  }

  /** @param {number} seen */
  momentAt(seen) {
    return savedUpTo(this.averages?.moments ?? [], seen);
  }

  /**
   * Draw the grid of a moment beside the one of G_ema.
   * @param {number} seen images seen
   */
  show(seen) {
    this.seen = seen;
    this.fit();
    this.name();
    this.draw();
  }

  name() {
    const length = (Number(this.slider.value) / 1000).toFixed(3).replace(/0$/, "");
    this.value.textContent = length;
    this.slider.setAttribute("aria-valuetext", `EMA length ${length}`);
    const moment = this.seen === undefined ? undefined : this.momentAt(this.seen);
    const when = moment === undefined || moment === this.seen ? "" : `, ${whenText(moment, this.imagesPerEpoch)}`;
    this.caption.textContent = `length ${length}${when}`;
  }

  drawSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.draw(), SETTLE_MS);
  }

  draw() {
    if (this.seen === undefined || !this.has(this.seen)) return;
    const moment = /** @type {number} */ (this.momentAt(this.seen));
    const address = api(`runs/${this.run}/ema/${this.slider.value}.png`, { at: moment });
    if (this.image.getAttribute("src") === address) return;
    this.row.setAttribute("aria-busy", "true");
    this.image.src = address;
    this.image.alt = `Samples with EMA length ${this.value.textContent} after ${moment} images seen`;
  }
}
