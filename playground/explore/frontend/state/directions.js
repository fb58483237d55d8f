// Directions in z: how far a point is moved along each, and what is known about them.

import { partOf, readPairs, withPart, writePairs } from "./point.js";
import { className, directionName, signed } from "./point_words.js";

/** @import { ModelFacts } from "./view.js" */
/**
 * A direction as the server sends it; gan_core/generator/directions.py explains the fields.
 * @typedef {object} Direction
 * @property {string} id
 * @property {"measured" | "pca" | "sefa"} kind
 * @property {string} name what positive amounts do
 * @property {string} opposite what negative amounts do, "" where it has no name
 * @property {number} strength
 * @property {number | null} explains share of the variance or of the weights' squares
 * @property {number | null} effect change of the attribute by one step, in `unit`
 * @property {string} unit
 * @property {number | null} rising share of other seeds on which it works at every step
 * @property {number | null} only the class it was computed on
 * @property {number[]} without classes it was not tested on
 * @property {{ id: string, cosine: number } | null} like a direction that is nearly the same
 */

const RELIABLE = 0.9; // least share of seeds for which a reliable direction works

/**
 * How far a point is moved along each direction, by id, in standard deviations.
 * @param {string} point
 */
export function amountsOf(point) {
  return readPairs(partOf(point, "d"));
}

/**
 * The point moved along exactly these directions.
 * @param {string} point
 * @param {Iterable<[string, number]>} amounts
 */
export function withAmounts(point, amounts) {
  return withPart(point, "d", writePairs([...amounts].filter(([, amount]) => amount !== 0)));
}

/**
 * Measured, but works for too few seeds.
 * @param {Direction} direction
 */
export function isUnreliable({ kind, rising }) {
  return kind === "measured" && (rising ?? 0) < RELIABLE;
}

/**
 * Unreliable ones last; otherwise in the order given.
 * @param {Direction[]} directions
 */
export function reliableFirst(directions) {
  return [...directions.filter((each) => !isUnreliable(each)), ...directions.filter(isUnreliable)];
}

/**
 * Those with a name, and the others; of two others that are nearly the same only one, unless the point is
 * moved along the second.
 * @param {Direction[]} directions
 * @param {ReadonlyMap<string, number>} amounts
 */
export function grouped(directions, amounts) {
  const isNamed = (/** @type {Direction} */ { kind }) => kind === "measured";
  return {
    named: reliableFirst(directions.filter(isNamed)),
    unnamed: directions.filter((each) => !isNamed(each) && (!each.like || amounts.has(each.id))),
  };
}

/**
 * Which other directions are nearly this one, in words; "" where none is.
 * @param {Direction} direction
 * @param {Direction[]} all
 * @param {ModelFacts | null} model
 */
export function likeWords({ id, like }, all, model) {
  const others = all.filter((each) => each.like?.id === id).map((each) => ({ id: each.id, cosine: each.like?.cosine ?? 0 }));
  const words = [...(like ? [like] : []), ...others].map(({ id: other, cosine }) =>
    `${directionName(other, model)}${cosine < 0 ? " reversed" : ""} (cosine ${signed(cosine, 2)})`);
  return words.length ? `nearly the same as ${words.join(" and ")}` : "";
}

/**
 * What is known of a direction, in a line.
 * @param {Direction} direction
 * @param {ModelFacts | null} model
 */
export function directionFacts(direction, model) {
  const { kind, strength, effect, unit, rising, explains, without, only } = direction;
  const change = `pixels change by ${strength.toFixed(3)}`;
  if (kind !== "measured") return `${change}, explains ${(100 * (explains ?? 0)).toFixed(1)}%`;
  const step = effect ?? 0;
  const facts = `${change}, ${signed(step, Math.abs(step) < 0.1 ? 3 : 2)} ${unit} per step, `
    + `works for ${Math.floor(100 * (rising ?? 0))}% of seeds`;
  const names = model ? without.slice(0, 3).map((index) => className(index, model)) : [];
  const left = names.length ? `, not for ${names.join(", ")}${without.length > 3 ? " …" : ""}` : "";
  const advice = only === null && model?.num_classes ? ", try it on one class" : "";
  return facts + left + (isUnreliable(direction) ? `; unreliable${advice}` : "");
}
