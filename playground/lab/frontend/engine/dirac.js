/**
 * The Dirac-GAN (Mescheder et al., arXiv 1801.04406): the data are the point 0, G's fakes the point
 * theta, D(x) is the line psi * x. Two numbers, and everything that can go wrong.
 *
 * A higher logit means more real, so D lifts psi where theta < 0 and G follows psi. The paper's
 * D has the other sign; eigenvalues are the same.
 *
 * @typedef {{rule: string, order: "simultaneous" | "alternating", h: number, gamma: number,
 *   clip: number, weight: number, noise: number}} Rules
 * @typedef {{re: number, im: number}} Complex
 */

import { sigmoid } from "./losses.js";

export const RULES = Object.freeze([
  "minimax", "nonsaturating", "wgan_clip", "wgan_gp", "r1", "instance_noise", "consensus",
]);

/** gamma of R1 and of consensus, clip of WGAN, weight of WGAN-GP, sd of instance noise.
 * @type {Readonly<Rules>} */
export const DIRAC_DEFAULTS = Object.freeze({
  rule: "minimax", order: "simultaneous", h: 0.2, gamma: 1, clip: 1, weight: 0.25, noise: 0.7,
});

/** @type {Record<string, [number, number]>} */
const RANGES = { h: [0.001, 4], gamma: [0, 10], clip: [0.01, 4], weight: [0, 10], noise: [0, 3] };

/**
 * @param {unknown} given @returns {Rules}
 * @throws {RangeError} one sentence
 */
export function checkedRules(given) {
  /** @type {any} */
  const rules = { ...DIRAC_DEFAULTS, .../** @type {object} */ (given) };
  if (!RULES.includes(rules.rule)) throw new RangeError(`The rule must be ${RULES.join(", ")}.`);
  if (!["simultaneous", "alternating"].includes(rules.order)) {
    throw new RangeError("The order must be simultaneous or alternating.");
  }
  for (const [name, [low, high]] of Object.entries(RANGES)) {
    const value = rules[name];
    if (typeof value !== "number" || !(value >= low && value <= high)) {
      throw new RangeError(`The ${name} must be ${low} to ${high}.`);
    }
  }
  const { rule, order, h, gamma, clip, weight, noise } = rules;
  return { rule, order, h, gamma, clip, weight, noise };
}

// Gauss and Hermite's rule of 7 points for a mean over a standard normal number.
const NOISE = [[0, 0.45714285714285713], [1.1544053947399682, 0.2401231786050128],
  [2.366759410734541, 0.030757123967586498], [3.750439717725742, 0.0005482688559722175]];

/** @param {(e: number) => number} f */
function meanOverNoise(f) {
  return NOISE.reduce((sum, [x, w]) => sum + w * (x ? f(x) + f(-x) : f(0)), 0);
}

/**
 * The direction in which theta and psi are pushed: minus the slope of G's loss in theta, and minus
 * that of D's loss in psi.
 * @param {number} theta @param {number} psi @param {Rules} rules
 * @returns {[number, number]}
 */
export function field(theta, psi, rules) {
  switch (rules.rule) {
    case "nonsaturating":
      return [psi * sigmoid(-psi * theta), -theta * sigmoid(psi * theta)];
    case "wgan_clip":
      return [psi, -theta];
    case "wgan_gp":
      return [psi, -theta - 2 * rules.weight * (Math.abs(psi) - 1) * Math.sign(psi)];
    case "r1": {
      const [a, b] = minimax(theta, psi);
      return [a, b - rules.gamma * psi];
    }
    case "instance_noise":
      return noisy(theta, psi, rules.noise);
    case "consensus":
      return consensus(theta, psi, rules.gamma);
    default:
      return minimax(theta, psi);
  }
}

/** @param {number} theta @param {number} psi @returns {[number, number]} */
function minimax(theta, psi) {
  const s = sigmoid(psi * theta);
  return [psi * s, -theta * s];
}

/**
 * Data and fake are blurred by noise: minimax, averaged over it.
 * @param {number} theta @param {number} psi @param {number} sd @returns {[number, number]}
 */
function noisy(theta, psi, sd) {
  const pull = meanOverNoise((e) => psi * sigmoid(psi * (theta + sd * e)));
  const ofReal = meanOverNoise((e) => sd * e * sigmoid(-psi * sd * e));
  const ofFake = meanOverNoise((e) => -(theta + sd * e) * sigmoid(psi * (theta + sd * e)));
  return [pull, ofReal + ofFake];
}

/**
 * v - gamma * slope of |v|^2 / 2 (Mescheder et al., arXiv 1705.10461), v that of minimax.
 * |v|^2 = s^2 (psi^2 + theta^2) with s = sigmoid(psi theta).
 * @param {number} theta @param {number} psi @param {number} gamma @returns {[number, number]}
 */
function consensus(theta, psi, gamma) {
  const s = sigmoid(psi * theta);
  const square = theta * theta + psi * psi;
  const ds = s * (1 - s);
  return [
    psi * s - gamma * (s * ds * psi * square + s * s * theta),
    -theta * s - gamma * (s * ds * theta * square + s * s * psi),
  ];
}

/**
 * One step of size h. Alternating: psi first, then theta against the new psi.
 * @param {number} theta @param {number} psi @param {Rules} rules
 * @returns {[number, number]}
 */
export function move(theta, psi, rules) {
  const { h } = rules;
  const [first, push] = field(theta, psi, rules);
  let next = psi + h * push;
  if (rules.rule === "wgan_clip") next = Math.min(rules.clip, Math.max(-rules.clip, next));
  const pull = rules.order === "simultaneous" ? first : field(theta, next, rules)[0];
  return [theta + h * pull, next];
}

/**
 * The path from a start.
 * @param {number} theta @param {number} psi @param {Rules} rules @param {number} steps
 * @returns {Float64Array} [steps + 1, 2] of theta, psi
 */
export function path(theta, psi, rules, steps) {
  const out = new Float64Array(2 * (steps + 1));
  out[0] = theta;
  out[1] = psi;
  for (let k = 1; k <= steps; k++) {
    [theta, psi] = move(theta, psi, rules);
    out[2 * k] = theta;
    out[2 * k + 1] = psi;
  }
  return out;
}

/**
 * Eigenvalues at the equilibrium (0, 0): of the field, whose real part is the rate of approach or
 * flight, and of one step, whose size is the growth of the distance a step.
 * @param {Rules} rules
 * @returns {{field: Complex[], step: Complex[], growth: number} | null} null for WGAN-GP, whose
 *   field has a jump there
 */
export function eigenvalues(rules) {
  if (rules.rule === "wgan_gp") return null;
  const ofField = eigen(jacobian((a, b) => field(a, b, rules)));
  const ofStep = eigen(jacobian((a, b) => move(a, b, rules)));
  return {
    field: ofField, step: ofStep, growth: Math.max(...ofStep.map((l) => Math.hypot(l.re, l.im))),
  };
}

/** @param {(a: number, b: number) => [number, number]} f @returns {number[]} row by row, at 0 */
function jacobian(f) {
  const e = 1e-4; // the third derivatives vanish or are small: the error is below 1e-7
  const [a, b, c, d] = [f(e, 0), f(-e, 0), f(0, e), f(0, -e)];
  return [a[0] - b[0], c[0] - d[0], a[1] - b[1], c[1] - d[1]].map((x) => x / (2 * e));
}

/** Of a 2 x 2 matrix. @param {number[]} m @returns {Complex[]} */
function eigen([a, b, c, d]) {
  const half = (a + d) / 2;
  const inner = half * half - (a * d - b * c);
  const root = Math.sqrt(Math.abs(inner));
  return inner < 0
    ? [{ re: half, im: root }, { re: half, im: -root }]
    : [{ re: half + root, im: 0 }, { re: half - root, im: 0 }];
}

/**
 * What happens near the equilibrium, in one sentence.
 * @param {Rules} rules
 */
export function inWords(rules) {
  const found = eigenvalues(rules);
  if (!found) return "The penalty has a corner at 0, so the point ends in a small swing around it.";
  const swings = found.step.some((l) => Math.abs(l.im) > 1e-6);
  const way = swings ? "It circles" : "It goes straight";
  const percent = Math.abs(found.growth - 1) * 100;
  if (percent < 1e-3) return `${way} and neither comes nearer nor gets away.`;
  const growth = percent < 10 ? percent.toPrecision(2) : percent.toFixed(0);
  return found.growth > 1
    ? `${way} and gets away: ${growth}% farther with each step.`
    : `${way} and arrives: ${growth}% nearer with each step.`;
}
