// The points of a run's curves: losses every few steps, scores whenever one was made; bounded in number.

/**
 * @typedef {{step: number, loss_D: number, loss_G: number}} Record
 * @typedef {{step: number, js: number, floor_D: number}} ScoreRecord
 */

const EVERY = 5; // steps between two points, at first
const ALL_UNTIL = 50; // steps
const MOST = 4000; // beyond it every second one goes

export class Records {
  constructor() {
    this.every = EVERY;
    /** @type {Record[]} */
    this.losses = [];
    /** @type {ScoreRecord[]} */
    this.scores = [];
    /** Counts the futures, so that the page knows when its curves are those of another one. */
    this.future = 0;
  }

  /** @param {Record} stats */
  add({ step, loss_D, loss_G }) {
    const isNew = step > (this.losses.at(-1)?.step ?? 0);
    if (!isNew || (step % this.every !== 0 && step > ALL_UNTIL)) return;
    this.losses.push({ step, loss_D, loss_G });
    if (this.losses.length <= MOST) return;
    this.every *= 2;
    this.losses = this.losses.filter((one) => one.step % this.every === 0);
  }

  /** @param {number} step @param {import("./engine/lab.js").Score} score */
  addScore(step, { js, floor_D }) {
    if (step <= (this.scores.at(-1)?.step ?? -1)) return;
    this.scores.push({ step, js, floor_D });
    if (this.scores.length > MOST) this.scores = this.scores.filter((_, k) => k % 2 === 0);
  }

  /** Another future begins after this step. @param {number} step */
  cut(step) {
    this.future++;
    this.losses = this.losses.filter((one) => one.step <= step);
    this.scores = this.scores.filter((one) => one.step <= step);
  }

  /**
   * What the page has not got yet; everything if it knows another future.
   * @param {{future: number, step: number, score: number}} known its future, and last steps
   */
  since({ future, step, score }) {
    const afresh = future !== this.future;
    return {
      future: this.future,
      records: this.losses.filter((one) => afresh || one.step > step),
      scores: this.scores.filter((one) => afresh || one.step > score),
    };
  }
}
