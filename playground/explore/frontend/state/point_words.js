// A point in words, as captions, titles and screen readers have it.

import { isSeed, partOf, readPairs, seedNumber, seedPart } from "./point.js";
import { positionOf } from "./seed_map.js";

/** @import { ModelFacts } from "./view.js" */

/**
 * "seed 3, Sneaker, 2 sliders moved".
 * @param {string} point
 * @param {ModelFacts | null} model
 */
export function describe(point, model) {
  const moved = readPairs(partOf(point, "e")).size;
  const isCustom = moved > 0 && moved === model?.z_dim; // every value edited: nothing of the seed is left
  const words = [isCustom ? "custom point" : seedWords(point)];
  const shown = classWords(point, model);
  if (shown) words.push(shown);
  if (moved && !isCustom) words.push(`${moved} slider${moved > 1 ? "s" : ""} moved`);
  const along = [...readPairs(partOf(point, "d"))]
    .map(([id, value]) => `${directionName(id, model)} ${signed(value, 1)}`);
  return [...words, ...along].join(", ");
}

/** @param {string} point */
export function seedWords(point) {
  const seeds = seedPart(point);
  if (isSeed(point)) return `seed ${seeds}`;
  if (seeds[0] === "@") {
    const [x, y] = positionOf(point);
    return `position ${x.toFixed(2)}, ${y.toFixed(2)}`.replaceAll("-", "−");
  }
  const terms = readPairs(seeds).size;
  return partOf(point, "e") && terms === 1 ? "custom point" : `combination of ${terms}`;
}

/**
 * The class that a point shows, "" without classes. A seed shows one by itself; a blend names three.
 * @param {string} point
 * @param {ModelFacts | null} model
 */
export function classWords(point, model) {
  if (!model?.num_classes) return "";
  const weights = [...readPairs(partOf(point, "c"))].filter(([, weight]) => weight > 0);
  if (!weights.length) {
    const seed = seedNumber(point);
    return seed === null ? "" : className(seed % model.num_classes, model);
  }
  if (weights.length === 1) return className(Number(weights[0][0]), model);
  const sum = weights.reduce((total, [, weight]) => total + weight, 0);
  return weights.sort((x, y) => y[1] - x[1]).slice(0, 3)
    .map(([index, weight]) => `${className(Number(index), model)} ${Math.round((100 * weight) / sum)}%`)
    .join(", ");
}

/**
 * @param {number} index
 * @param {ModelFacts} model
 */
export function className(index, model) {
  return model.class_names[index] ?? `class ${index}`;
}

/**
 * "PCA direction 1" of pca-1, "width (Bag)" of width-c8.
 * @param {string} id
 * @param {ModelFacts | null} model
 */
export function directionName(id, model) {
  const [kind, number] = id.split("-");
  if (kind === "pca") return `PCA direction ${number}`;
  if (kind === "sefa") return `Weight direction ${number} (SeFa)`;
  if (!number) return kind;
  return `${kind} (${model ? className(Number(number.slice(1)), model) : `class ${number.slice(1)}`})`;
}

/**
 * "+2.0" or "−2.0".
 * @param {number} value
 * @param {number} places
 */
export function signed(value, places) {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(places)}`;
}
