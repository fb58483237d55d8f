/**
 * What the lab can be set to: one table, which checks every value that comes from a page, a link or
 * a lesson. Names are those of gan_core (losses.py, TrainingOptions).
 *
 * @typedef {{name: string, title: string, kind: "choice" | "whole" | "number" | "points",
 *   start: any, choices?: readonly string[], low?: number, high?: number, restart?: boolean}} Field
 * @typedef {{data: string, points: number[][], z_dim: number, layers_G: number, width_G: number,
 *   layers_D: number, width_D: number, activation: string, batch_size: number, seed: number,
 *   loss: string, lr_G: number, lr_D: number, optimizer: string, beta1: number, d_steps: number,
 *   g_steps: number, order: string, r1_gamma: number, r2_gamma: number, gp_weight: number,
 *   weight_clip: number, instance_noise: number, real_label: number, ema_decay: number,
 *   freeze: string}} Settings
 */

export const LOSSES = Object.freeze([
  "nonsaturating", "minimax", "least_squares", "hinge", "wasserstein", "relativistic",
]);
/** Losses whose D has targets, so that real_label means something. */
export const TARGETED = Object.freeze(["nonsaturating", "minimax", "least_squares"]);
export const DATA = Object.freeze([
  "ring8", "grid25", "moons", "swiss", "line", "circle", "unequal", "blob", "few", "drawn",
]);
export const MOST_POINTS = 64;
/** Drawn points lie on a lattice of 1/500, so that a link gives back the very same numbers. */
export const LATTICE = 500;

const whole = (/** @type {string} */ name, /** @type {string} */ title, /** @type {number} */ start,
  /** @type {number} */ low, /** @type {number} */ high, restart = false) =>
  ({ name, title, kind: /** @type {const} */ ("whole"), start, low, high, restart });
const number = (/** @type {string} */ name, /** @type {string} */ title,
  /** @type {number} */ start, /** @type {number} */ low, /** @type {number} */ high) =>
  ({ name, title, kind: /** @type {const} */ ("number"), start, low, high, restart: false });
const choice = (/** @type {string} */ name, /** @type {string} */ title,
  /** @type {readonly string[]} */ choices, restart = false) =>
  ({ name, title, kind: /** @type {const} */ ("choice"), start: choices[0], choices, restart });

/** @type {readonly Field[]} `restart`: a change begins a new run. */
export const FIELDS = Object.freeze([
  choice("data", "data", DATA, true),
  { name: "points", title: "own points", kind: "points", start: [], restart: true },
  { ...choice("z_dim", "dimensions of z", ["2", "1", "8"], true), kind: "whole", start: 2,
    low: 1, high: 8 },
  whole("layers_G", "hidden layers of G", 2, 1, 3, true),
  whole("width_G", "width of G", 32, 2, 128, true),
  whole("layers_D", "hidden layers of D", 2, 1, 3, true),
  whole("width_D", "width of D", 32, 2, 128, true),
  choice("activation", "activation", ["leaky", "tanh"], true),
  whole("batch_size", "batch size", 256, 2, 1024, true),
  whole("seed", "seed", 0, 0, 4294967295, true),
  choice("loss", "loss", LOSSES),
  number("lr_G", "learning rate of G", 0.001, 0, 10),
  number("lr_D", "learning rate of D", 0.001, 0, 10),
  choice("optimizer", "optimizer", ["adam", "sgd"]),
  number("beta1", "beta1 of Adam", 0.5, 0, 0.99),
  whole("d_steps", "updates of D a step", 1, 1, 20),
  whole("g_steps", "updates of G a step", 1, 1, 20),
  choice("order", "order of the updates", ["alternating", "simultaneous"]),
  number("r1_gamma", "R1 gamma", 0, 0, 1000),
  number("r2_gamma", "R2 gamma", 0, 0, 1000),
  number("gp_weight", "weight of the gradient penalty", 0, 0, 1000),
  number("weight_clip", "weight clip of D", 0, 0, 10),
  number("instance_noise", "standard deviation of instance noise", 0, 0, 2),
  number("real_label", "target for reals", 1, 0.5, 1),
  number("ema_decay", "EMA decay of G", 0, 0, 0.9999),
  choice("freeze", "frozen network", ["none", "G", "D"]),
]);

export const BY_NAME = new Map(FIELDS.map((field) => [field.name, field]));

/** @type {Readonly<Settings>} */
export const DEFAULTS = Object.freeze(
  /** @type {any} */ (Object.fromEntries(FIELDS.map((field) => [field.name, field.start]))),
);

/**
 * The complete settings that `given` asks for, names left out being at their default.
 * @param {unknown} given
 * @returns {Settings}
 * @throws {RangeError} one sentence on the first value that is out of range or unknown
 */
export function checked(given) {
  if (given === null || typeof given !== "object" || Array.isArray(given)) {
    throw new RangeError("The settings of the lab must be an object of names and values.");
  }
  /** @type {any} */
  const settings = { ...DEFAULTS };
  for (const [name, value] of Object.entries(given)) {
    const field = BY_NAME.get(name);
    if (!field) throw new RangeError(`The lab has no setting "${shown(name)}".`);
    settings[name] = valueOf(field, value);
  }
  if (settings.data === "drawn" && !settings.points.length) {
    throw new RangeError("Own points were chosen, but none are given; draw at least one.");
  }
  return settings;
}

/**
 * @param {Field} field @param {any} value
 * @returns {any} the value, or throws RangeError
 */
export function valueOf(field, value) {
  if (field.kind === "points") return pointsOf(value);
  if (field.kind === "choice") {
    if (field.choices?.includes(value)) return value;
    throw new RangeError(`The ${field.title} must be ${field.choices?.join(", ")}.`);
  }
  const fits = typeof value === "number" && value >= Number(field.low)
    && value <= Number(field.high) && (field.kind === "number" || Number.isInteger(value))
    && (field.name !== "z_dim" || [1, 2, 8].includes(value));
  if (fits) return value === 0 ? 0 : value; // -0 would not survive a link
  const range = field.name === "z_dim" ? "1, 2 or 8" : `${field.low} to ${field.high}`;
  throw new RangeError(`The ${field.title} must be ${range}.`);
}

/**
 * @param {any} value
 * @returns {number[][]} points on the lattice
 */
function pointsOf(value) {
  const fits = Array.isArray(value) && value.length <= MOST_POINTS && value.every((point) =>
    Array.isArray(point) && point.length === 2
    && point.every((x) => typeof x === "number" && Math.abs(x) <= 1));
  if (!fits) {
    throw new RangeError(
      `Own points are at most ${MOST_POINTS} pairs of numbers from -1 to 1.`,
    );
  }
  return value.map((/** @type {number[]} */ point) =>
    point.map((x) => Math.round(x * LATTICE) / LATTICE + 0));
}

/** @param {string} text */
export function shown(text) {
  return text.slice(0, 24).replace(/[^\w .+-]/g, "?");
}
