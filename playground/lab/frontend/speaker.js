// What a screen reader is told of a run while it goes on: the newest summary, at most one in five seconds.

export const EVERY = 5000; // milliseconds

export class Speaker {
  /**
   * @param {(text: string) => void} say
   * @param {{now: () => number, later: (does: () => void, milliseconds: number) => any, never: (timer: any) => void}} [clock]
   */
  constructor(say, clock = { now: () => performance.now(), later: (does, after) => setTimeout(does, after), never: (timer) => clearTimeout(timer) }) {
    this.say = say;
    this.clock = clock;
    this.said = -Infinity; // when
    this.timer = null;
    /** @type {() => string} */
    this.newest = () => "";
  }

  /** At once, or when the last words are five seconds old; of several until then the last counts.
   * @param {() => string} words asked for when they are said */
  tell(words) {
    this.newest = words;
    if (this.timer !== null) return;
    const wait = this.said + EVERY - this.clock.now();
    if (wait <= 0) this.#say();
    else this.timer = this.clock.later(() => this.#say(), wait);
  }

  stop() {
    this.clock.never(this.timer);
  }

  #say() {
    this.timer = null;
    this.said = this.clock.now();
    this.say(this.newest());
  }
}
