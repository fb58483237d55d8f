// Names of settings and of their values, as the page says them.

import { TITLES as DATA } from "./engine/points.js";
import { BY_NAME } from "./engine/settings.js";

/** @type {Record<string, Record<string, string>>} */
const CHOICES = {
  data: DATA,
  loss: { nonsaturating: "non-saturating", minimax: "minimax", least_squares: "least squares", hinge: "hinge",
    wasserstein: "Wasserstein", relativistic: "relativistic" },
  optimizer: { adam: "Adam", sgd: "SGD" },
  activation: { leaky: "leaky ReLU", tanh: "tanh" },
  order: { alternating: "alternating", simultaneous: "simultaneous" },
  freeze: { none: "none", G: "G", D: "D" },
};

/** Short names for the panel, where the long one does not fit or is not the usual one. */
const SHORT = /** @type {Record<string, string>} */ ({
  data: "Data", lr_G: "Learning rate of G", lr_D: "Learning rate of D", z_dim: "Dimensions of z",
  layers_G: "Hidden layers of G", width_G: "Width of G", layers_D: "Hidden layers of D", width_D: "Width of D",
  activation: "Activation", batch_size: "Batch size", seed: "Seed", loss: "Loss", optimizer: "Optimizer",
  beta1: "β₁ of Adam", d_steps: "Updates of D a step", g_steps: "Updates of G a step", order: "Order of updates",
  r1_gamma: "R1 γ", r2_gamma: "R2 γ", gp_weight: "Gradient penalty", weight_clip: "Weight clip of D",
  instance_noise: "Instance noise", real_label: "Target for reals", ema_decay: "EMA of G", freeze: "Frozen network",
});

/** @param {string} name @returns {string} */
export const titleOf = (name) => SHORT[name] ?? BY_NAME.get(name)?.title ?? name;

/** @param {string} name of a setting @param {any} value */
export const valueWords = (name, value) => CHOICES[name]?.[value] ?? String(value);

/** @param {string} name @returns {[string, string][]} values and their titles */
export const choicesOf = (name) =>
  (BY_NAME.get(name)?.choices ?? []).map((value) => [value, valueWords(name, value)]);
