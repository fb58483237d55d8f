// How well fakes of each moment of a training are told from reals, beside a distance that is computed:
// d' of people and of D above, the distance of G below, on one axis of images seen.

import { detection, interval } from "./detection.js";
import { element } from "./elements.js";
import { svg } from "./svg.js";

/** @import { Estimate, Table } from "./detection.js" */
/**
 * @typedef {object} Moment of the training that was judged
 * @property {number} at which of the deck's moments, from 0
 * @property {number} seen images by then
 * @property {Table} people
 * @property {Table | null} D on the same images
 *
 * @typedef {{ name: string, samples: number, values: number[], floor: number }} Quality of G at each moment of the deck
 */

const [WIDTH, PANEL, GAP, LEFT, RIGHT, TOP] = [460, 120, 46, 44, 24, 22];
const HEIGHT = TOP + 2 * PANEL + GAP + 24;
const SHIFT = 5; // px between the two marks of one moment

/**
 * Chart and table. Empty where nothing was judged yet.
 * @param {string} who was asked, such as "You" or "The class"
 * @param {Moment[]} moments ascending
 * @param {Partial<Quality>} [quality]
 */
export function qualityCurve(who, moments, quality = {}) {
  const figure = element("figure", "quality-curve");
  if (!moments.length) return figure;
  const known = quality.values?.length ? /** @type {Quality} */ (quality) : null;
  if (moments.length > 1) figure.append(chart(moments, known));
  figure.append(tableOf(who, moments, known), element("figcaption", {}, caption(who, known)));
  return figure;
}

/** @param {string} who @param {Quality | null} quality */
function caption(who, quality) {
  const people = `${who === "You" ? "Your" : "The class’s"} d′ (●) should fall as G learns: it is 0 where fakes cannot be told from reals. ◇ is D of the same moment, on the same images. In brackets: 95% intervals.`;
  if (!quality) return people;
  return `${people} ${quality.name} (■) is the distance of ${quality.samples.toLocaleString("en")} samples of G from held-out images, by a network that sees no person’s answer; as many training images have ${number(quality.floor)}.`;
}

/** @param {string} who @param {Moment[]} moments @param {Quality | null} quality */
function tableOf(who, moments, quality) {
  const names = ["Images seen", "judged", `● ${who === "You" ? "you" : "class"}, d′`, "◇ D, d′", ...(quality ? [`■ ${quality.name}`] : [])];
  const rows = moments.map(({ at, seen, people, D }) => element("tr", {},
    element("th", { scope: "row" }, seen.toLocaleString("en")),
    ...[String(size(people)), interval(detection(people).d), D ? interval(detection(D).d) : "not known", ...(quality ? [number(quality.values[at])] : [])]
      .map((words) => element("td", {}, words))));
  return element("table", {},
    element("thead", {}, element("tr", {}, ...names.map((name) => element("th", { scope: "col" }, name)))),
    element("tbody", {}, ...rows));
}

/** @param {Table} table images judged */
function size({ hits, misses, falseAlarms, rejections }) {
  return hits + misses + falseAlarms + rejections;
}

/** @param {Moment[]} moments @param {Quality | null} quality */
function chart(moments, quality) {
  const [first, last] = [Math.log(moments[0].seen), Math.log(moments[moments.length - 1].seen)];
  const x = (/** @type {number} */ seen) => LEFT + 10 + ((WIDTH - LEFT - RIGHT - 20) * (Math.log(seen) - first)) / (last - first);
  const made = svg("svg", { viewBox: `0 0 ${WIDTH} ${quality ? HEIGHT : TOP + PANEL + 24}`, "aria-hidden": "true" });
  const judged = moments.map(({ seen, people, D }) => ({ seen, people: detection(people).d, D: D && detection(D).d }));
  const all = judged.flatMap(({ people, D }) => [people.high, people.low, ...(D ? [D.high, D.low] : [])]);
  const y = scale(made, TOP, Math.min(0, ...all), Math.max(1, ...all), "d′");
  made.append(line(LEFT, WIDTH - RIGHT, y(0), "floor"));
  made.append(path(judged.map(({ seen, people }) => [x(seen) - SHIFT, y(people.value)]), "people"));
  for (const { seen, people, D } of judged) {
    made.append(whisker(x(seen) - SHIFT, y, people, "people"), svg("circle", { cx: x(seen) - SHIFT, cy: y(people.value), r: 5, class: "people mark" }));
    if (D) made.append(whisker(x(seen) + SHIFT, y, D, "D"), diamond(x(seen) + SHIFT, y(D.value)));
  }
  const bottom = quality ? HEIGHT : TOP + PANEL + 24;
  for (const { seen } of moments) made.append(text(x(seen), bottom - 6, seen.toLocaleString("en"), "middle"));
  if (quality) distance(made, x, moments, quality);
  return made;
}

/** The lower panel. @param {SVGElement} made @param {(seen: number) => number} x @param {Moment[]} moments @param {Quality} quality */
function distance(made, x, moments, { name, values, floor }) {
  const found = moments.map(({ at }) => values[at]);
  const y = scale(made, TOP + PANEL + GAP, 0, Math.max(...found), name);
  made.append(line(LEFT, WIDTH - RIGHT, y(floor), "floor"), text(LEFT + 8, y(floor) - 5, "training images", "start"));
  made.append(path(moments.map(({ seen }, k) => [x(seen), y(found[k])]), "distance"));
  moments.forEach(({ seen }, k) => made.append(svg("rect", { x: x(seen) - 5, y: y(found[k]) - 5, width: 10, height: 10, class: "distance mark" })));
}

/**
 * A panel's axis; returns where a value stands in it.
 * @param {SVGElement} made
 * @param {number} top
 * @param {number} low
 * @param {number} high
 * @param {string} name
 */
function scale(made, top, low, high, name) {
  const y = (/** @type {number} */ value) => top + PANEL - (PANEL * (value - low)) / (high - low || 1);
  made.append(text(LEFT - 6, top - 8, name, "start", "name"), svg("line", { x1: LEFT, x2: LEFT, y1: top, y2: top + PANEL, class: "axis" }));
  for (const value of ticks(low, high)) made.append(text(LEFT - 6, y(value) + 4, number(value), "end"), line(LEFT - 3, LEFT, y(value), "axis"));
  return y;
}

/** At most five round values. @param {number} low @param {number} high */
export function ticks(low, high) {
  const rough = (high - low) / 4, power = 10 ** Math.floor(Math.log10(rough || 1));
  const step = power * ([1, 2, 5, 10].find((each) => each * power >= rough) ?? 10);
  const found = [];
  for (let value = Math.ceil(low / step) * step; value <= high + step * 1e-9; value += step) found.push(value);
  return found;
}

/** @param {number} value */
function number(value) {
  const words = Math.abs(value) >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(2)));
  return words.replace("-", "−");
}

/** @param {number} x @param {(value: number) => number} y @param {Estimate} estimate @param {string} name */
function whisker(x, y, { low, high }, name) {
  return svg("line", { x1: x, x2: x, y1: y(low), y2: y(high), class: `${name} whisker` });
}

/** @param {number} x @param {number} y */
function diamond(x, y) {
  return svg("path", { d: `M${x - 6} ${y} L${x} ${y - 6} L${x + 6} ${y} L${x} ${y + 6}Z`, class: "D mark" });
}

/** @param {number[][]} points @param {string} name */
function path(points, name) {
  return svg("polyline", { points: points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" "), class: `${name} path` });
}

/** @param {number} x1 @param {number} x2 @param {number} y @param {string} name */
function line(x1, x2, y, name) {
  return svg("line", { x1, x2, y1: y, y2: y, class: name });
}

/** @param {number} x @param {number} y @param {string} words @param {string} anchor @param {string} [name] */
function text(x, y, words, anchor, name = "") {
  const made = svg("text", { x, y, "text-anchor": anchor, class: name });
  made.textContent = words;
  return made;
}
