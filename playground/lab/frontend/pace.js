// How much the Worker trains for one picture, and how fast that turns out to be.

const PERIOD = 29; // milliseconds from one picture to the next: motion looks smooth at 30 a second, more cost steps
const LEAST = 4;

/** Steps a second that can be chosen; the last is as fast as this machine can. */
export const SPEEDS = Object.freeze([1, 2, 5, 10, 20, 50, 100, 200, Infinity]);

/** @param {number} speed */
export const speedWords = (speed) => {
  if (speed === Infinity) return "full speed";
  return speed === 1 ? "1 step/s" : `${speed} steps/s`;
};

export class Pace {
  constructor() {
    this.owed = 0; // steps, part of one included
    this.before = NaN;
    this.picture = 4; // milliseconds that the Worker takes for one; the page draws it meanwhile
    /** @type {{at: number, steps: number}[]} */
    this.frames = [];
  }

  /** Begin anew after a pause: time that has passed owes no steps. */
  rest() {
    this.before = NaN;
    this.owed = 0;
    this.frames = [];
  }

  /**
   * @param {number} speed steps a second, Infinity for all that fit @param {number} now milliseconds
   * @returns {{milliseconds: number, most: number}} for worker.js
   */
  budget(speed, now) {
    const passed = Number.isNaN(this.before) ? 1000 / Math.max(speed, 1) : now - this.before;
    this.before = now;
    const milliseconds = Math.max(LEAST, PERIOD - this.picture);
    if (speed === Infinity) return { milliseconds, most: 1e9 };
    this.owed = Math.min(this.owed + (speed * passed) / 1000, Math.max(1, speed / 10));
    const most = Math.floor(this.owed);
    this.owed -= most;
    return { milliseconds, most };
  }

  /** @param {number} now @param {number} steps done @param {number} picture milliseconds */
  note(now, steps, picture) {
    this.picture += 0.1 * (Math.min(picture, 60) - this.picture);
    this.frames.push({ at: now, steps });
    while (this.frames[0].at < now - 2000) this.frames.shift();
  }

  /** Steps and frames a second, over the last two; NaN before there is anything to say. */
  rates() {
    const seconds = ((this.frames.at(-1)?.at ?? 0) - (this.frames[0]?.at ?? 0)) / 1000;
    if (!(seconds > 0.3)) return { steps: NaN, frames: NaN };
    const steps = this.frames.slice(1).reduce((sum, one) => sum + one.steps, 0);
    return { steps: steps / seconds, frames: (this.frames.length - 1) / seconds };
  }
}
