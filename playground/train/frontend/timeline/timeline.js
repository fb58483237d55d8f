// The one timeline: which moment of the run the page shows, and playing through them all.

import { find } from "../../../shared/frontend/elements.js";
import { momentAfter, momentAt, nextIndex, whenText } from "./moments.js";

const PLAY_MS = 180; // a moment, while it plays

export class Timeline {
  /**
   * @param {HTMLElement} root
   * @param {(seen: number, isLatest: boolean) => void} onMoment follows what is shown
   */
  constructor(root, onMoment) {
    this.slider = find(root, ".live-slider", "input");
    this.when = find(root, ".live-when", "output");
    this.latest = find(root, ".live-latest", "button");
    this.bestButton = find(root, ".live-best", "button");
    this.playButton = find(root, ".live-play", "button");
    this.onMoment = onMoment;
    /** @type {import("../types.js").Best | undefined} */
    this.best = undefined;
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this.playing = undefined;
    this.imagesPerEpoch = 1;
    /** @type {number[]} */
    this.moments = [];
    this.followsLatest = true;
    this.listen();
  }

  reset() {
    this.moments = [];
    this.followsLatest = true;
  }

  listen() {
    this.slider.addEventListener("input", () => this.goTo(Number(this.slider.value)));
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
    this.bestButton.style.visibility = best ? "" : "hidden"; // its place is kept
    if (!best) return;
    this.bestButton.textContent = `★ best ${best.name}`;
    this.bestButton.title = `Go to the best moment by this metric: ${whenText(best.seen, this.imagesPerEpoch)}`;
  }

  /** @param {number} seen */
  goToSeen(seen) {
    if (this.moments.length) this.goTo(momentAfter(this.moments, seen));
  }

  /** @param {number} index */
  goTo(index) {
    this.pause();
    this.follow(index >= this.moments.length - 1);
    this.show(index);
  }

  /** @param {number} index */
  show(index) {
    const seen = momentAt(this.moments, index);
    if (seen === undefined) return;
    const words = whenText(seen, this.imagesPerEpoch);
    this.slider.value = String(index);
    this.slider.setAttribute("aria-valuetext", `${words}, ${seen} images seen`);
    this.when.textContent = words;
    this.onMoment(seen, this.followsLatest);
  }

  /** @param {boolean} follows */
  follow(follows) {
    this.followsLatest = follows;
    this.latest.setAttribute("aria-pressed", String(follows));
  }

  play() {
    if (!this.moments.length) return;
    this.follow(false);
    this.playButton.textContent = "❚❚";
    this.playButton.setAttribute("aria-label", "Pause");
    let index = Number(this.slider.value);
    this.playing = setInterval(() => {
      index = nextIndex(this.moments, index);
      if (index >= this.moments.length - 1) this.goTo(index);
      else this.show(index);
    }, PLAY_MS);
  }

  pause() {
    clearInterval(this.playing);
    this.playing = undefined;
    this.playButton.textContent = "▶";
    this.playButton.setAttribute("aria-label", "Play all moments");
  }
}
