// Forking the run at the moment shown, from the checkpoint nearest to it.

import { find } from "../../../shared/frontend/elements.js";

/**
 * The checkpoint nearest to a moment; undefined where there is none.
 * @param {number[]} checkpoints images seen, rising
 * @param {number} seen
 * @returns {number | undefined}
 */
export function nearestTo(checkpoints, seen) {
  /** @param {number} at */
  const distance = (at) => Math.abs(at - seen);
  return checkpoints.reduce((best, at) => (best === undefined || distance(at) < distance(best) ? at : best), /** @type {number | undefined} */ (undefined));
}

/**
 * The last checkpoint before something began, or at that moment.
 * @param {number[]} checkpoints images seen, rising
 * @param {number} since
 * @returns {number | undefined}
 */
export function lastBefore(checkpoints, since) {
  return checkpoints.filter((at) => at <= since).at(-1);
}

export class ForkButton {
  /**
   * @param {HTMLElement} root
   * @param {(images_seen: number) => void} onFork
   */
  constructor(root, onFork) {
    this.button = find(root, ".live-fork", "button");
    /** @type {number[]} */
    this.checkpoints = [];
    this.seen = 0;
    this.button.addEventListener("click", () => this.at !== undefined && onFork(this.at));
  }

  /** Where a press forks now. */
  get at() {
    return nearestTo(this.checkpoints, this.seen);
  }

  /** @param {number[]} checkpoints images seen, rising */
  take(checkpoints) {
    this.checkpoints = checkpoints;
    this.show(this.seen);
  }

  /** @param {number} seen images seen at the moment shown */
  show(seen) {
    this.seen = seen;
    const { at } = this;
    this.button.style.visibility = at === undefined ? "hidden" : ""; // its place is kept
    if (at === undefined) return;
    const where = at === seen ? "this moment" : "the checkpoint nearest to this moment";
    this.button.title = `Start a branch of this run at ${at.toLocaleString("en")} images, ${where}. At most 10 are kept, 200 MB in all.`;
  }
}
