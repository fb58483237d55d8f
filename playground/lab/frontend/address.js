// What the address of the lab holds besides the run itself: the part, the layers, the speed, the Dirac-GAN.
// Whatever cannot be read is left at its default; of the run itself a sentence says so.

import { checkedRules, DIRAC_DEFAULTS, RULES } from "./engine/dirac.js";
import { BY_NAME, valueOf } from "./engine/settings.js";
import { SPEEDS } from "./pace.js";
import { LAYERS } from "./picture.js";

/** Healthy settings that an address without a run opens with: all 8 modes of the ring. */
export const FIRST_LINK = "lr_G-0.002~lr_D-0.004~beta1-0~r1_gamma-0.05~r2_gamma-0.05~ema_decay-0.98";
const NAMES = Object.freeze(["lab", "view", "layers", "speed", "other", "dirac"]);
/** What two labs may differ in. */
export const DIFFER = Object.freeze(["r1_gamma", "r2_gamma", "lr_G", "lr_D", "loss", "d_steps", "optimizer", "beta1", "gp_weight",
  "instance_noise", "ema_decay", "order", "width_G", "width_D", "z_dim", "activation", "batch_size", "seed"]);
const NO_LAYERS = "none";
const FIRST_LAYERS = LAYERS.filter(({ on }) => on).map(({ name }) => name);

/** @typedef {{theta: number, psi: number, rules: import("./engine/dirac.js").Rules}} DiracStart */
/** @typedef {{name: string, value: any}} Difference */

/**
 * @param {Record<string, string | undefined>} query
 * @returns {{view: string, link: string, layers: string[], speed: number, difference: Difference,
 *   dirac: DiracStart, present: boolean}}
 */
export function openedBy(query) {
  return {
    view: ["pair", "dirac"].includes(query.view ?? "") ? /** @type {string} */ (query.view) : "lab",
    link: query.lab || FIRST_LINK,
    layers: layersNamed(query.layers ?? "") ?? FIRST_LAYERS,
    speed: SPEEDS.find((speed) => String(speed) === query.speed) ?? Infinity,
    difference: differenceFrom(query.other ?? ""),
    dirac: diracFrom(query.dirac ?? ""),
    present: query.present === "1",
  };
}

/**
 * The address with these parameters in it; those of others stay, and what is as it opens is left out.
 * @param {string} href @param {Record<string, string>} parameters
 */
export function addressWith(href, parameters) {
  const url = new URL(href);
  const first = { layers: FIRST_LAYERS.join("."), speed: "full", view: "lab" };
  for (const name of NAMES) {
    const value = parameters[name];
    if (!value || value === /** @type {any} */ (first)[name]) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  return url.href.replaceAll("%7E", "~");
}

/** Layers that are on, as the address has them. @param {Record<string, boolean>} layers */
export const layersText = (layers) =>
  Object.keys(layers).filter((name) => layers[name]).join(".") || NO_LAYERS;

/** The layers in a text of an address; null where it names none. @param {string} text @returns {string[] | null} */
export function layersNamed(text) {
  const known = text.split(".").filter((name) => LAYERS.some((layer) => layer.name === name));
  return known.length > 0 || text === NO_LAYERS ? known : null;
}

/** @param {string} text such as "lr_G-0.01" @returns {Difference} */
export function differenceFrom(text) {
  const [, name = "", value = ""] = /^(\w+)-(.{1,40})$/.exec(text) ?? [];
  const field = BY_NAME.get(name);
  if (!field || !DIFFER.includes(name)) return { name: "r1_gamma", value: 0 };
  try {
    return { name, value: valueOf(field, field.kind === "choice" ? value : Number(value)) };
  } catch {
    return { name: "r1_gamma", value: 0 };
  }
}

/** @param {Difference} difference */
export const differenceText = ({ name, value }) => `${name}-${value}`;

/** @param {string} text such as "rule-r1~order-alternating~h-0.1~at-1,0.5" @returns {DiracStart} */
export function diracFrom(text) {
  /** @type {any} */
  const rules = { ...DIRAC_DEFAULTS };
  let [theta, psi] = [1, 0.5];
  for (const item of text.split("~").slice(0, 12)) {
    const [, name = "", value = ""] = /^([a-z]+)-([a-z]\w{0,19}|-?[\d.]{1,20}(?:e-\d{1,2})?(?:,-?[\d.]{1,8})?)$/.exec(item) ?? [];
    if (name === "rule" && RULES.includes(value)) rules.rule = value;
    else if (name === "order") rules.order = value;
    else if (name === "at") [theta, psi] = value.split(",").map(Number);
    else if (name in DIRAC_DEFAULTS) rules[name] = Number(value);
  }
  const inside = (/** @type {number} */ x) => Number.isFinite(x) && Math.abs(x) <= 2;
  try {
    if (!inside(theta) || !inside(psi)) throw new RangeError("outside of the plane");
    return { theta, psi, rules: checkedRules(rules) };
  } catch {
    return { theta: 1, psi: 0.5, rules: { ...DIRAC_DEFAULTS } };
  }
}

/** @param {DiracStart} start */
export function diracText({ theta, psi, rules }) {
  const items = Object.entries(rules).filter(([name, value]) => value !== /** @type {any} */ (DIRAC_DEFAULTS)[name])
    .map(([name, value]) => `${name}-${value}`);
  if (theta !== 1 || psi !== 0.5) items.push(`at-${theta},${psi}`);
  return items.join("~");
}
