// What a change of a setting does, in one sentence: what it changes, in which network.

import { TARGETED } from "./engine/settings.js";
import { titleOf, valueWords } from "./titles.js";

/** @typedef {import("./engine/settings.js").Settings} Settings */

/** @param {string} net */
const rate = (net) => (/** @type {number} */ before, /** @type {number} */ after) => {
  if (after === 0) return `${net} stands still.`;
  if (before === 0) return `${net} moves again.`;
  const times = after > before ? after / before : before / after;
  const words = `${Number(times.toPrecision(2))} times`;
  return `each update of ${net} is ${words} ${after > before ? "as large" : "smaller"}.`;
};
/** @param {string} on @param {string} off */
const onOff = (on, off) => (/** @type {number} */ before, /** @type {number} */ after) => {
  if (after === 0) return off;
  return before === 0 ? on : `${on} ${after > before ? "More than before." : "Less than before."}`;
};

/** @type {Record<string, (before: any, after: any, settings: Settings) => string>} */
const EFFECTS = {
  lr_G: rate("G"),
  lr_D: rate("D"),
  loss: (_, after) => ({
    nonsaturating: "G climbs log D(G(z)): its gradient is largest where D is sure that a fake is fake.",
    minimax: "G lowers log(1 − D(G(z))): its gradient vanishes where D is sure that a fake is fake.",
    least_squares: "D and G are pulled to targets, harder the farther they are from them.",
    hinge: "D stops caring about points that it judges right by a margin of 1.",
    wasserstein: "D is a critic without probabilities; it needs a penalty or a clip to stay bounded.",
    relativistic: "D only says which of two is the more real, a real or a fake.",
  }[/** @type {string} */ (after)] ?? ""),
  optimizer: (_, after) => (after === "adam"
    ? "each weight gets a step size of its own; the memory starts empty."
    : "each weight moves by its gradient times the learning rate."),
  beta1: (_, after) => (after === 0 ? "no momentum is left." : "that is how much of the last direction is kept."),
  d_steps: (_, after) => `D moves ${after} times before G moves.`,
  g_steps: (_, after) => `G moves ${after} times before D moves again.`,
  order: (_, after) => (after === "simultaneous"
    ? "D and G take their gradients at the same moment, blind to each other's move."
    : "G sees D as it is after D's move."),
  r1_gamma: onOff("D is kept flat at the reals.", "nothing keeps D flat at the reals any more."),
  r2_gamma: onOff("D is kept flat at the fakes.", "nothing keeps D flat at the fakes any more."),
  gp_weight: onOff("the norm of D's gradient is held to 1 between reals and fakes.", "D's gradient is free again."),
  weight_clip: onOff("each weight of D is cut back to this bound after each update.", "D's weights are free again."),
  instance_noise: onOff("D sees reals and fakes through noise, so the two overlap.", "D sees the points as they are."),
  real_label: (_, after, { loss }) => (TARGETED.includes(loss)
    ? `D is asked to say ${after} to reals.` : "this loss has no targets, so nothing changes."),
  ema_decay: (_, after) => (after === 0 ? "you see G itself again." : "you see the average of G's weights; training goes on with G itself."),
  freeze: (_, after) => (after === "none" ? "both move." : `${after} stands still, only ${after === "G" ? "D" : "G"} learns.`),
};

/**
 * @param {string} name @param {any} before @param {any} after @param {Settings} settings @param {number} step
 */
export function effectOf(name, before, after, settings, step) {
  const effect = EFFECTS[name]?.(before, after, settings) ?? "";
  const values = `${titleOf(name)}: ${valueWords(name, before)} → ${valueWords(name, after)}`;
  return `${values} from step ${step.toLocaleString("en")}${effect ? `: ${effect}` : "."}`;
}
