// The view: what the page shows, as the texts of latent_view.py's address parameters. They are kept as
// texts, so that the image is that of the address, to the last digit.

import { fitPoint, joinPoints, splitPoints } from "./point.js";

/**
 * One state of the page, by address parameter; latent_view.py says what each means.
 * @typedef {{
 *   model: string, against: string, tab: string, point: string,
 *   seed_a: string, seed_b: string, t: string, method: string,
 *   keys: string, ways: string, loop: string, frame: string,
 *   mix: string, nudge: string, batch: string,
 *   truncation: string, noise: string, first: string, count: string, class: string,
 * }} View
 */
/** @typedef {keyof View} Field */
/**
 * Facts about a model, from the server.
 * @typedef {object} ModelFacts
 * @property {string} model its id
 * @property {number} z_dim
 * @property {number} num_classes 0 without labels
 * @property {string[]} class_names
 * @property {number} image_size
 * @property {number} columns of the sample grid
 * @property {string} caption
 * @property {boolean} described whether the server knows its network without loading it
 */

export const MAX_COUNT = 256;
/** @type {Field[]} */
export const DRAWING_FIELDS = ["model", "truncation", "noise"];
/** @type {Field[]} */
const POINT_FIELDS = ["point", "seed_a", "seed_b"];
/** @type {Field[]} */
const POINTS_FIELDS = ["keys", "mix"];
/** What the current image is made of in tabs that do not show a single point. @type {Record<string, Field[]>} */
const TAB_FIELDS = {
  "interpolate": ["tab", "seed_a", "seed_b", "t", "method"],
  "walk": ["tab", "keys", "ways", "loop", "frame"],
  "arithmetic": ["tab", "mix"],
};

/**
 * Whether the tab's current image is the point itself, and not made out of others.
 * @param {View} view
 */
export function showsPoint(view) {
  return !TAB_FIELDS[view.tab];
}

/**
 * The fields that the current image depends on.
 * @param {View} view
 * @returns {Field[]}
 */
export function currentFields(view) {
  return [...DRAWING_FIELDS, ...(TAB_FIELDS[view.tab] ?? ["tab", "point"])];
}

/**
 * Address parameters of what differs from the default. `only` names those that matter.
 * @param {View} view
 * @param {View} defaults
 * @param {Field[]} [only]
 */
export function query(view, defaults, only = fieldsOf(defaults)) {
  const parameters = new URLSearchParams();
  for (const name of only) if (view[name] !== defaults[name]) parameters.set(name, view[name]);
  return parameters;
}

/**
 * @param {View} view
 * @returns {Field[]}
 */
export function fieldsOf(view) {
  return /** @type {Field[]} */ (Object.keys(view));
}

/**
 * Drops what this model does not have from the view. A sentence about it, "" where all fits.
 * @param {View} view changed in place
 * @param {ModelFacts} model
 */
export function fitToModel(view, model) {
  const before = JSON.stringify(view);
  for (const name of POINT_FIELDS) view[name] = fitPoint(view[name], model);
  for (const name of POINTS_FIELDS) {
    view[name] = joinPoints(splitPoints(view[name]).map((point) => fitPoint(point, model)));
  }
  if (view.class !== "" && Number(view.class) >= model.num_classes) view.class = "";
  if (JSON.stringify(view) === before) return "";
  return `This model's z has ${model.z_dim} numbers and `
    + `${model.num_classes ? `${model.num_classes} classes` : "no classes"}; settings beyond that were dropped.`;
}
