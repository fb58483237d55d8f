/**
 * The lab as a short text for an address, and back:
 * `data-moons~lr_G-0.01~seed-7~step-500~300.loss-hinge`. Only what differs from the defaults is
 * written. `step` is where the run had come to; `300.loss-hinge` a change at step 300.
 * gan_core/flat/link.py reads and writes the same.
 *
 * @typedef {import("./settings.js").Settings} Settings
 * @typedef {{step: number, name: string, value: any}} Change
 * @typedef {{settings: Settings, step: number, changes: Change[]}} Course
 */

import { BY_NAME, checked, DEFAULTS, FIELDS, LATTICE, shown, valueOf } from "./settings.js";

const MOST_STEPS = 1_000_000;
const MOST_CHANGES = 64;
const LONGEST = 4000; // letters

/**
 * @param {Settings} settings @param {number} [step] @param {Change[]} [changes]
 * @returns {string} letters that an address leaves as they are; "" for the defaults
 */
export function write(settings, step = 0, changes = []) {
  const items = FIELDS.filter(({ name }) => !same(of(settings, name), of(DEFAULTS, name)))
    .map(({ name }) => `${name}-${text(name, of(settings, name))}`);
  if (step) items.push(`step-${step}`);
  for (const { step: at, name, value } of changes) items.push(`${at}.${name}-${text(name, value)}`);
  return items.join("~");
}

/**
 * @param {string} link the text, or an address that has it as `lab=`
 * @returns {Course & {problem: string}} the defaults and one sentence if anything in it is wrong
 */
export function read(link) {
  try {
    return { ...course(within(link)), problem: "" };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const problem = `This link was not understood, so the lab starts afresh: ${error.message}`;
    return { settings: checked({}), step: 0, changes: [], problem };
  }
}

/** @param {string} link @returns {string} */
function within(link) {
  const found = /[?&]lab=([^&#]*)/.exec(link);
  if (!found) return link;
  try {
    return decodeURIComponent(found[1].replaceAll("+", " "));
  } catch {
    throw new RangeError("It has letters that no address has.");
  }
}

/** @param {string} link @returns {Course} */
function course(link) {
  if (link.length > LONGEST) throw new RangeError("It is too long.");
  /** @type {Record<string, any>} */
  const given = {};
  /** @type {Change[]} */
  const changes = [];
  let step = 0;
  for (const item of link ? link.split("~") : []) {
    const [, at, name, value] = /^(?:(\d{1,7})\.)?([A-Za-z0-9_]+)-(.*)$/.exec(item)
      ?? [undefined, undefined, "", ""];
    if (name === "step" && at === undefined && !("step" in given)) {
      step = wholeIn(value, MOST_STEPS, "The step");
      given.step = step;
      continue;
    }
    const field = BY_NAME.get(name);
    if (!field) throw new RangeError(`It has no setting "${shown(name || item)}".`);
    const parsed = valueOf(field, parse(field, value));
    if (at === undefined) {
      if (name in given) throw new RangeError(`It sets the ${field.title} twice.`);
      given[name] = parsed;
    } else {
      if (field.restart) throw new RangeError(`A change of ${field.title} starts a new run.`);
      changes.push({ step: wholeIn(at, MOST_STEPS, "The step of a change"), name, value: parsed });
    }
  }
  delete given.step;
  if (changes.length > MOST_CHANGES) throw new RangeError("It has too many changes.");
  if (changes.some((change, k) => k > 0 && change.step < changes[k - 1].step)) {
    throw new RangeError("Its changes are not in the order of their steps.");
  }
  return { settings: checked(given), step, changes };
}

/** @param {string} name @param {any} value */
function text(name, value) {
  if (BY_NAME.get(name)?.kind !== "points") return String(value);
  return value.flat().map((/** @type {number} */ x) =>
    (Math.round(x * LATTICE) + LATTICE).toString(36).padStart(2, "0")).join("");
}

/** @param {import("./settings.js").Field} field @param {string} value */
function parse(field, value) {
  if (field.kind === "choice") return value;
  if (field.kind === "points") return pointsFrom(value);
  if (!/^\d{1,10}(\.\d{1,25})?(e[+-]?\d{1,3})?$/.test(value)) return NaN;
  return Number(value);
}

/** @param {string} value two letters a coordinate, base 36 */
function pointsFrom(value) {
  if (!/^([0-9a-z]{4})+$/.test(value)) return null;
  const numbers = Array.from(value.match(/../g) ?? [], (pair) =>
    (parseInt(pair, 36) - LATTICE) / LATTICE);
  return Array.from({ length: numbers.length / 2 }, (_, k) => numbers.slice(2 * k, 2 * k + 2));
}

/** @param {string} value @param {number} high @param {string} what */
function wholeIn(value, high, what) {
  if (!/^\d{1,7}$/.test(value) || Number(value) > high) {
    throw new RangeError(`${what} must be 0 to ${high}.`);
  }
  return Number(value);
}

/** @param {any} settings @param {string} name */
function of(settings, name) {
  return settings[name];
}

/** @param {any} a @param {any} b */
function same(a, b) {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
