/** The named parts of one step, with what each shows; lab.js puts them together. */

/** @typedef {import("./updates.js").Updates} Updates */
/**
 * @typedef {{name: string, net: "D" | "G", update: number, z?: Float64Array, real?: Float64Array,
 *   fake?: Float64Array, logits_real?: Float64Array, logits_fake?: Float64Array, loss?: number,
 *   gradient?: Float64Array, arrows?: Float64Array}} HalfStep arrays are copies
 */

/** The parts of a step in slow motion, in order, and what each is called. */
export const HALF_STEPS = Object.freeze({
  z: "z is drawn",
  place: "G places the fakes",
  judge: "D judges reals and fakes",
  loss: "The loss of D",
  slope: "The gradient of that loss",
  move_D: "D moves",
  fresh_z: "Fresh z, placed by G",
  judge_G: "D judges these fakes",
  arrows: "The gradient of G’s loss",
  move_G: "G moves",
});

/**
 * An update of D but for its move.
 * @param {Updates} u @param {number} update which of the step, from 1
 * @returns {Generator<HalfStep, void>}
 */
export function* halvesOfD(u, update) {
  const n = u.n;
  const net = /** @type {const} */ ("D");
  u.drawForD();
  const z = u.G.h[0].slice();
  yield { name: "z", net, update, z };
  u.placeForD();
  const real = u.D.h[0].slice(0, 2 * n);
  const fake = u.D.h[0].slice(2 * n, 4 * n);
  yield { name: "place", net, update, z, real, fake };
  u.judgeForD();
  const logits = u.D.h[u.D.layers];
  const logits_real = logits.slice(0, n);
  const logits_fake = logits.slice(n, 2 * n);
  yield { name: "judge", net, update, real, fake, logits_real, logits_fake };
  u.lossForD();
  yield { name: "loss", net, update, real, fake, logits_real, logits_fake, loss: u.loss_D };
  u.slopeForD();
  const gradient = u.D.gradient.slice();
  yield { name: "slope", net, update, real, fake, loss: u.loss_D, gradient };
}

/**
 * An update of G but for its move.
 * @param {Updates} u @param {number} update which of the step, from 1
 * @returns {Generator<HalfStep, void>}
 */
export function* halvesOfG(u, update) {
  const n = u.n;
  const net = /** @type {const} */ ("G");
  u.placeForG();
  const z = u.G.h[0].slice();
  const fake = u.D.h[0].slice(2 * n, 4 * n);
  yield { name: "fresh_z", net, update, z, fake };
  u.judgeForG();
  const logits_fake = u.D.h[u.D.layers].slice(n, 2 * n);
  yield { name: "judge_G", net, update, fake, logits_fake };
  u.slopeForG();
  const arrows = u.D.d[0].slice(2 * n, 4 * n).map((slope) => -slope * n);
  const gradient = u.G.gradient.slice();
  yield { name: "arrows", net, update, fake, logits_fake, loss: u.loss_G, arrows, gradient };
}
