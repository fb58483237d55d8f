// The one timeline: which moment of the run the page shows, and playing it back as it happened.
//
// In a replay the page shows nothing that came later than `until`, and it stays one, playing, paused
// or dragged, until the latest moment is reached or asked for.

import { find } from "../elements.js";
import { momentAfter, momentAt, whenText } from "./moments.js";
import { lengthOf, newestIndex, rateOf, seenAfter, startAt } from "./replay.js";

const TICK_MS = 150; // between two pictures of a replay

/**
 * What the page shows.
 * @typedef {object} Shown
 * @property {number} seen images seen at the moment, which has a sample grid
 * @property {boolean} isLatest whether the page follows the latest moment
 * @property {number | undefined} until images seen, of a replay; undefined otherwise
 */

export class Timeline {
  /**
   * @param {HTMLElement} root
   * @param {object} listeners
   * @param {(shown: Shown) => void} listeners.onMoment follows what is shown
   * @param {() => void} listeners.onPlay is called when a replay begins to play
   * @param {() => import("../types.js").Columns} listeners.columns the log entries so far
   */
  constructor(root, { onMoment, onPlay, columns }) {
    this.slider = find(root, ".live-slider", "input");
    this.when = find(root, ".live-when", "output");
    this.latest = find(root, ".live-latest", "button");
    this.bestButton = find(root, ".live-best", "button");
    this.playButton = find(root, ".live-play", "button");
    this.speed = find(root, ".live-speed", "select");
    this.onMoment = onMoment;
    this.onPlay = onPlay;
    this.columns = columns;
    /** @type {import("../types.js").Best | undefined} */
    this.best = undefined;
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this.playing = undefined;
    /** @type {number | undefined} */
    this.until = undefined;
    this.imagesPerEpoch = 1;
    /** @type {number[]} */
    this.moments = [];
    this.followsLatest = true;
    this.listen();
  }

  reset() {
    this.pause();
    this.moments = [];
    this.until = undefined;
    this.followsLatest = true;
  }

  listen() {
    this.slider.addEventListener("input", () => this.goTo(Number(this.slider.value), this.until !== undefined));
    this.latest.addEventListener("click", () => this.goTo(this.last()));
    this.bestButton.addEventListener("click", () => this.best && this.goToSeen(this.best.seen));
    this.playButton.addEventListener("click", () => (this.playing ? this.pause() : this.play()));
  }

  last() {
    return Math.max(0, this.moments.length - 1);
  }

  /**
   * The moments so far.
   * @param {number[]} moments
   * @param {number} imagesPerEpoch
   */
  take(moments, imagesPerEpoch) {
    this.moments = moments;
    this.imagesPerEpoch = imagesPerEpoch;
    this.slider.max = String(this.last());
    if (this.followsLatest) this.slider.value = this.slider.max;
    this.show(Number(this.slider.value));
  }

  /** @param {import("../types.js").Best | undefined} best */
  markBest(best) {
    this.best = best;
    this.bestButton.style.visibility = best && this.until === undefined ? "" : "hidden"; // its place is kept
    if (!best) return;
    this.bestButton.textContent = `★ best ${best.name}`;
    this.bestButton.title = `Go to the best moment by this metric: ${whenText(best.seen, this.imagesPerEpoch)}`;
  }

  /**
   * @param {number} seen
   * @param {boolean} [asReplay] shows nothing that came later
   */
  goToSeen(seen, asReplay = false) {
    if (this.moments.length) this.goTo(momentAfter(this.moments, seen), asReplay);
  }

  /**
   * @param {number} index
   * @param {boolean} [asReplay]
   */
  goTo(index, asReplay = false) {
    this.pause();
    const isLast = index >= this.last();
    this.follow(isLast);
    this.until = asReplay && !isLast ? momentAt(this.moments, index) : undefined;
    this.show(index);
  }

  /** @param {number} index */
  show(index) {
    const seen = momentAt(this.moments, index);
    if (seen === undefined) return;
    const words = whenText(this.until ?? seen, this.imagesPerEpoch);
    this.slider.value = String(index);
    this.slider.setAttribute("aria-valuetext", `${words}, ${this.until ?? seen} images seen`);
    this.when.textContent = words;
    this.markBest(this.best);
    this.onMoment({ seen, isLatest: this.followsLatest, until: this.until });
  }

  /** @param {boolean} follows */
  follow(follows) {
    this.followsLatest = follows;
    this.latest.setAttribute("aria-pressed", String(follows));
  }

  play() {
    const length = lengthOf(this.columns());
    if (!this.moments.length || !length) return;
    const shown = this.until ?? momentAt(this.moments, Number(this.slider.value)) ?? 0;
    const isLast = this.until === undefined && Number(this.slider.value) >= this.last();
    let position = isLast ? 0 : startAt(this.columns(), shown);
    let before = performance.now();
    this.showButton("❚❚", "Pause");
    this.follow(false);
    this.onPlay();
    this.playing = setInterval(() => {
      const now = performance.now();
      position += ((now - before) / 1000) * rateOf(this.speed.value, length);
      before = now;
      this.replayUntil(position, length);
    }, TICK_MS);
    this.replayUntil(position, length);
  }

  /**
   * @param {number} position in recorded seconds
   * @param {number} length of the run
   */
  replayUntil(position, length) {
    if (position >= length) return this.goTo(this.last());
    this.until = seenAfter(this.columns(), position);
    this.show(newestIndex(this.moments, this.until));
  }

  pause() {
    clearInterval(this.playing);
    this.playing = undefined;
    this.showButton("▶", "Play the run back");
  }

  /**
   * @param {string} sign
   * @param {string} label
   */
  showButton(sign, label) {
    if (this.playButton.textContent === sign) return;
    this.playButton.textContent = sign;
    this.playButton.setAttribute("aria-label", label);
  }
}
