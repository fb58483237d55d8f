// The Worker of one lab: it answers one message at a time; what is large is handed over, not copied.

import { Session } from "./session.js";

/** @typedef {{id: number, call: string, args: any[]}} Question */

const ANSWERS = Object.freeze({
  /** @param {import("./engine/link.js").Course} course */
  start(course) {
    session = new Session(course);
    return session.still();
  },
  /**
   * Train, then a picture.
   * @param {{milliseconds: number, most: number}} budget @param {import("./session.js").Layers} layers
   * @param {number} known records that the page has already
   */
  frame({ milliseconds, most }, layers, known) {
    const { lab } = running();
    const begun = performance.now();
    const steps = most > 0 ? running().run(milliseconds, most) : 0;
    const trained = performance.now() - begun;
    const records = running().records.slice(known);
    return { ...running().frame(layers), steps, trained, records, settings: { ...lab.settings },
      changes: [...running().changes] };
  },
  half: () => running().half(),
  /** @param {"D" | "G"} net */
  update: (net) => running().update(net),
  /** @param {Partial<import("./engine/settings.js").Settings>} some */
  change: (some) => running().change(some),
  /** @param {number} step */
  seek: (step) => running().seek(step),
  snapshot: () => running().lab.snapshot(),
});

/** @type {Session | null} */
let session = null;

function running() {
  if (!session) throw new RangeError("This lab has not begun.");
  return session;
}

self.addEventListener("message", ({ data }) => {
  const { id, call, args } = /** @type {Question} */ (data);
  try {
    const answer = /** @type {any} */ (ANSWERS)[call](...args);
    self.postMessage({ id, answer });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    self.postMessage({ id, problem: error.message });
  }
});
