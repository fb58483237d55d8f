// Shares of the classes in a point, as the sliders of the Classes tab show and set them.

import { partOf, readPairs, seedNumber, withPart, writePairs } from "./point.js";
import { seedWeights } from "./seed_map.js";

/**
 * The share of each class by index, summing to 1: as set, or what the seeds show by themselves.
 * @param {string} point
 * @param {number} numClasses 0 while it is not known
 * @returns {Map<string, number>}
 */
export function classShares(point, numClasses) {
  const weights = readPairs(partOf(point, "c"));
  if (!weights.size && numClasses) {
    for (const [seed, weight] of seedWeights(point)) {
      const index = String(seed % numClasses);
      weights.set(index, (weights.get(index) ?? 0) + Math.max(0, weight));
    }
  }
  const sum = [...weights.values()].reduce((total, weight) => total + weight, 0) || 1;
  return new Map([...weights].map(([index, weight]) => [index, weight / sum]));
}

/**
 * The point with these shares; with none left, the classes of its seeds again.
 * @param {string} point
 * @param {Map<string, number>} shares
 */
export function withShares(point, shares) {
  const kept = [...shares].filter(([, share]) => share > 0).sort(([i], [j]) => Number(i) - Number(j));
  return withPart(point, "c", writePairs(kept));
}

/**
 * The point with all classes mixed equally.
 * @param {string} point
 * @param {number} numClasses
 */
export function withEqualMix(point, numClasses) {
  return withPart(point, "c", Array.from({ length: numClasses }, (_, index) => `${index}:1`).join(","));
}

/**
 * The point with the class it shows by itself written out, so that equal images have equal texts.
 * @param {string} point
 * @param {number} numClasses
 */
export function withOwnClass(point, numClasses) {
  const seed = seedNumber(point);
  if (seed === null || !numClasses || partOf(point, "c")) return point;
  return withPart(point, "c", String(seed % numClasses));
}
