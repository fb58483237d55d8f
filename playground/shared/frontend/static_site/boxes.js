// Where to look: numbered boxes over the sample grid and the curves, from their moment on.

import { element, find } from "../elements.js";
import { svg } from "../svg.js";

/**
 * @typedef {object} Mark
 * @property {string} on grid, losses, output or metric
 * @property {number} at images seen
 * @property {[number, number, number, number]} box left, top, width, height; 1 is the whole picture
 */
/** @typedef {Mark & { number: number }} Numbered */

const TOP = 14, BELOW = 38; // units around the plot of a drawing, as svg_curves.py has them

/** @param {Mark[]} marks @returns {(seen: number) => void} shows those that have come */
export function createBoxes(marks) {
  const grid = find(document, ".boxes", "div"), numbered = marks.map((mark, k) => ({ ...mark, number: k + 1 }));
  const curves = numbered.flatMap((mark) => {
    const drawing = [...document.querySelectorAll("svg")].find((each) => placeOf(each) === mark.on);
    return drawing ? [{ at: mark.at, box: overCurve(drawing, mark) }] : [];
  });
  return (seen) => {
    for (const { at, box } of curves) box.classList.toggle("to-come", at > seen);
    const shown = newest(numbered.filter(({ on, at }) => on === "grid" && at <= seen));
    const names = shown.map(({ number }) => number).join();
    if (grid.dataset.shown === names) return;
    grid.dataset.shown = names;
    grid.replaceChildren(...shown.map(overGrid));
  };
}

/** Those of the newest moment: the grid has gone on. @param {Numbered[]} marks */
function newest(marks) {
  const last = Math.max(...marks.map(({ at }) => at));
  return marks.filter(({ at }) => at === last);
}

/** @param {Numbered} mark */
function overGrid({ number, box }) {
  const made = element("div", {}, element("b", { textContent: String(number) }));
  ["left", "top", "width", "height"].forEach((side, k) => made.style.setProperty(side, `${100 * box[k]}%`));
  return made;
}

/** Of which panel of the page of a run it is the drawing. @param {SVGSVGElement} drawing */
function placeOf(drawing) {
  const title = drawing.getAttribute("aria-label") ?? "";
  if (title === "Losses") return "losses";
  return title.startsWith("D's ") ? "output" : "metric";
}

/** @param {SVGSVGElement} drawing @param {Numbered} mark */
function overCurve(drawing, { number, box: [left, down, width, height] }) {
  const from = Number(drawing.dataset.left), across = Number(drawing.dataset.right) - from;
  const high = drawing.viewBox.baseVal.height - TOP - BELOW, x = from + left * across, y = TOP + down * high;
  const words = svg("text", { x: x + 5, y: y + 14 });
  words.textContent = String(number);
  const made = svg("g", { class: "box" }, svg("rect", { x, y, width: width * across, height: height * high }), words);
  drawing.append(made);
  return made;
}
