// The Worker of one lab: it answers one message at a time.

import { answerQuestions } from "../../shared/frontend/worker_client.js";
import { Session } from "./session.js";

const ANSWERS = Object.freeze({
  /** @param {import("./engine/link.js").Course} course */
  start(course) {
    session = new Session(course);
    return session.still();
  },
  /**
   * Train, then a picture.
   * @param {{milliseconds: number, most: number}} budget @param {import("./session.js").Layers} layers
   * @param {{future: number, step: number, score: number}} known points of the curves
   */
  frame({ milliseconds, most }, layers, known) {
    const steps = most > 0 ? running().run(milliseconds, most) : 0;
    const trained = performance.now();
    const frame = { ...running().frame(layers), curves: running().records.since(known) };
    return { ...frame, steps, drawn: performance.now() - trained - frame.took };
  },
  half: () => running().half(),
  halfBack: () => running().halfBack(),
  /** @param {"D" | "G"} net */
  only: (net) => running().only(net),
  /** @param {Partial<import("./engine/settings.js").Settings>} some */
  change: (some) => running().change(some),
  branch: () => running().branch(),
  /** @param {import("./engine/link.js").Change[]} changes */
  expect: (changes) => running().expect(changes),
  /** @param {number} step */
  seek: (step) => running().seek(step),
  /** For "check with PyTorch": the state now, and what 100 steps from it cost on a lab of their own. */
  check(/** @type {number} */ steps) {
    const { settings, state } = running().lab.snapshot();
    const own = new Session({ settings });
    own.lab.restore({ settings, state });
    const curves = { loss_D: /** @type {number[]} */ ([]), loss_G: /** @type {number[]} */ ([]) };
    for (let k = 0; k < steps; k++) {
      const { loss_D, loss_G } = own.lab.step();
      curves.loss_D.push(loss_D);
      curves.loss_G.push(loss_G);
    }
    return { settings, state: [...state], ...curves };
  },
});

/** @type {Session | null} */
let session = null;

function running() {
  if (!session) throw new RangeError("This lab has not begun.");
  return session;
}

answerQuestions(ANSWERS);
