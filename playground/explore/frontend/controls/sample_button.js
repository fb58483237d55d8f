// A sample: a button with an image and a name under it, for a point that can be clicked and dragged.

import { stillImage } from "../images/pixels.js";
import { isSeed, seedPart } from "../state/point.js";
import { classWords, describe, seedWords } from "../state/point_words.js";
import { setCount } from "./elements.js";
import { makeDraggable } from "./drag_and_drop.js";

/** @import { ModelFacts } from "../state/view.js" */
/** @typedef {(point: string, event: MouseEvent) => void} OnSampleClick */
/** @typedef {{ prefix?: string, label?: string }} Naming a label stands in place of seed and class */

/** What each button was named with last: most are named at every move of a drag, and seldom anew. */
const named = /** @type {WeakMap<Element, string>} */ (new WeakMap());

/** @param {OnSampleClick} onClick */
export function sampleButton(onClick) {
  const button = document.createElement("button");
  const name = Object.assign(document.createElement("span"), { className: "sample-name" });
  button.type = "button";
  button.className = "sample";
  button.append(stillImage(), name);
  button.addEventListener("click", (event) => onClick(pointOf(button), event));
  makeDraggable(button, () => pointOf(button));
  return button;
}

/** @param {HTMLElement} button */
export function pointOf(button) {
  return button.dataset.point ?? "";
}

/**
 * The image elements of the samples in `holder`.
 * @param {ParentNode} holder
 */
export function sampleImages(holder) {
  return /** @type {HTMLImageElement[]} */ ([...holder.querySelectorAll(".sample .pixels")]);
}

/**
 * @param {HTMLElement} button
 * @param {string} point
 * @param {ModelFacts | null} model
 * @param {Naming} [naming]
 */
export function nameSample(button, point, model, { prefix = "", label = "" } = {}) {
  const words = describe(point, model), all = [point, words, prefix, label].join("|");
  if (named.get(button) === all) return;
  named.set(button, all);
  button.dataset.point = point;
  button.setAttribute("aria-label", words[0].toUpperCase() + words.slice(1));
  button.title = words;
  const shown = label ? "" : classWords(point, model);
  button.lastElementChild?.replaceChildren(
    prefix + (label || (isSeed(point) ? seedPart(point) : seedWords(point))),
    ...(shown ? [Object.assign(document.createElement("small"), { textContent: ` ${shown}` })] : []),
  );
}

/**
 * As many samples in `holder` as there are points, each named.
 * @param {HTMLElement} holder
 * @param {string[]} points
 * @param {ModelFacts | null} model
 * @param {OnSampleClick} onClick
 * @param {(index: number) => string} [label]
 */
export function showSamples(holder, points, model, onClick, label = () => "") {
  setCount(holder, points.length, () => sampleButton(onClick));
  points.forEach((point, index) => {
    nameSample(/** @type {HTMLElement} */ (holder.children[index]), point, model, { label: label(index) });
  });
}
