// The next round number up or down, for the − and + of a setting: 1, 2, 5 times a power of ten.

/** @import { Field } from "./engine/settings.js" */

/** Steps that suit numbers which are no rates. @type {Record<string, number[]>} */
const OWN = {
  beta1: [0, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99],
  real_label: [0.5, 0.7, 0.8, 0.9, 0.95, 1],
  ema_decay: [0, 0.5, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999],
  z_dim: [1, 2, 8],
  width_G: [2, 4, 8, 16, 32, 64, 128],
  width_D: [2, 4, 8, 16, 32, 64, 128],
  batch_size: [2, 4, 8, 16, 32, 64, 128, 256, 512, 1024],
};
/** The first step up from 0. @type {Record<string, number>} */
const FIRST = { lr_G: 0.0001, lr_D: 0.0001, r1_gamma: 0.01, r2_gamma: 0.01, gp_weight: 0.01, weight_clip: 0.01,
  instance_noise: 0.01 };

/**
 * @param {Field} field @param {number} value @param {1 | -1} direction
 * @returns {number} within the field's range; `value` itself at its end
 */
export function next(field, value, direction) {
  const steps = OWN[field.name];
  if (steps) {
    const found = direction > 0 ? steps.find((one) => one > value) : steps.findLast((one) => one < value);
    return found ?? value;
  }
  const [low, high] = [Number(field.low), Number(field.high)];
  const to = field.kind === "whole" ? value + direction : round(value, direction, FIRST[field.name] ?? 0.01);
  return Math.min(high, Math.max(low, to));
}

/** @param {number} value @param {1 | -1} direction @param {number} first */
function round(value, direction, first) {
  if (direction < 0 && value <= first) return 0;
  if (value < first) return first;
  const power = Math.floor(Math.log10(value) + 1e-9);
  const ladder = [0.5, 1, 2, 5, 10].map((digit) => Number(`${digit}e${power}`));
  const slack = 1e-9 * value;
  const found = direction > 0
    ? ladder.find((one) => one > value + slack) : ladder.findLast((one) => one < value - slack);
  return Number((found ?? value).toPrecision(3));
}
