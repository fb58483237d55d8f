// A point is one latent as a short word, such as 12~c3 or @12.5:3~e0:1.25; point_text.py explains it.

/** @import { ModelFacts } from "./view.js" */
/** @typedef {"c" | "e" | "d" | "s"} PartLetter classes, edited values of z, directions, scale */

/** @type {PartLetter[]} */
const PART_ORDER = ["c", "e", "d", "s"];
const RANDOM_SEEDS = 100000; // few enough digits to say aloud in class

/**
 * The part before the first "~": a seed, seeds with weights, or a position on the seed map.
 * @param {string} point
 */
export function seedPart(point) {
  return point.split("~")[0];
}

/**
 * The text of one part, "" where the point has none.
 * @param {string} point
 * @param {PartLetter} letter
 */
export function partOf(point, letter) {
  return point.split("~").slice(1).find((part) => part[0] === letter)?.slice(1) ?? "";
}

/** @param {string} point */
export function isSeed(point) {
  return /^[0-9]+$/.test(seedPart(point));
}

/**
 * The seed of a point that is one, or null.
 * @param {string} point
 */
export function seedNumber(point) {
  return isSeed(point) ? Number(seedPart(point)) : null;
}

/**
 * The same point with other text in one of its parts; without the part where the text is empty.
 * @param {string} point
 * @param {PartLetter} letter
 * @param {string} text
 */
export function withPart(point, letter, text) {
  const parts = PART_ORDER.map((each) => {
    const value = each === letter ? text : partOf(point, each);
    return value === "" ? "" : `~${each}${value}`;
  });
  return seedPart(point) + parts.join("");
}

/**
 * The same point with other seeds.
 * @param {string} point
 * @param {string} seeds
 */
export function withSeeds(point, seeds) {
  return seeds + point.slice(seedPart(point).length);
}

/** @param {string} text points with ";" between them */
export function splitPoints(text) {
  return text.split(";");
}

/** @param {string[]} points */
export function joinPoints(points) {
  return points.join(";");
}

/**
 * "3:0.5,4" as a map from "3" to 0.5 and from "4" to 1.
 * @param {string} text
 * @returns {Map<string, number>}
 */
export function readPairs(text) {
  return new Map((text ? text.split(",") : []).map((pair) => {
    const [name, value] = pair.split(":");
    return [name, value === undefined ? 1 : Number(value)];
  }));
}

/** @param {Iterable<[string, number]>} pairs */
export function writePairs(pairs) {
  return [...pairs].map(([name, value]) => `${name}:${digits(value)}`).join(",");
}

/**
 * A number for the address, with at most four decimals.
 * @param {number | string} value
 */
export function digits(value) {
  return String(Number(Number(value).toFixed(4)));
}

/**
 * The one class that a person gave a point, or null for none or a mix.
 * @param {string} point
 */
export function chosenClass(point) {
  const classes = [...readPairs(partOf(point, "c")).keys()];
  return classes.length === 1 ? Number(classes[0]) : null;
}

/**
 * The point without the classes and values of z that this model does not have.
 * @param {string} point
 * @param {ModelFacts} model
 */
export function fitPoint(point, model) {
  /** @type {(letter: PartLetter, limit: number) => [string, number][]} */
  const below = (letter, limit) =>
    [...readPairs(partOf(point, letter))].filter(([index]) => Number(index) < limit);
  const classes = below("c", model.num_classes);
  const one = classes.length === 1 ? classes[0][0] : writePairs(classes);
  return withPart(withPart(point, "c", one), "e", writePairs(below("e", model.z_dim)));
}

export function randomSeed() {
  return String(Math.floor(Math.random() * RANDOM_SEEDS));
}
