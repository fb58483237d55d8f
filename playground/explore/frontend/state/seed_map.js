// Points on the seed map, whose geometry is in shared/frontend/generator/seed_map.js.

import { cornersOf, MAP_WIDTH } from "../../../shared/frontend/generator/seed_map.js";
import { digits, isSeed, readPairs, seedPart, withSeeds } from "./point.js";

/** @import { Position } from "../../../shared/frontend/generator/seed_map.js" */

/**
 * The position of a point; of several seeds, that of the one with the largest weight.
 * @param {string} point
 * @returns {Position}
 */
export function positionOf(point) {
  const seeds = seedPart(point);
  if (seeds[0] === "@") {
    const [x, y] = seeds.slice(1).split(":").map(Number);
    return [x, y];
  }
  const [[heaviest]] = [...readPairs(seeds)].sort((x, y) => y[1] - x[1]);
  return [Number(heaviest) % MAP_WIDTH, Math.floor(Number(heaviest) / MAP_WIDTH) % MAP_WIDTH];
}

/**
 * The same point at another position.
 * @param {string} point
 * @param {number} x
 * @param {number} y
 */
export function atPosition(point, x, y) {
  return withSeeds(point, `@${digits(x)}:${digits(y)}`);
}

/**
 * A plain seed as its position, any other point as it is.
 * @param {string} point
 */
export function onMap(point) {
  return isSeed(point) ? withSeeds(point, `@${positionOf(point).join(":")}`) : point;
}

/**
 * Seeds and weights of a point; on the map those of its four corners.
 * @param {string} point
 * @returns {[number, number][]}
 */
export function seedWeights(point) {
  if (seedPart(point)[0] !== "@") {
    return [...readPairs(seedPart(point))].map(([seed, weight]) => [Number(seed), weight]);
  }
  return cornersOf(...positionOf(point));
}
