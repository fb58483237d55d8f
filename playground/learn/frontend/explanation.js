// Why it is so, at three depths: in words, as a picture, as formula and code.

import { element } from "../../shared/frontend/elements.js";
import { inline, paragraphs } from "./words.js";

/** @import { Lesson, Sources } from "./types.js" */

/** @param {Lesson["explain"]} explain @param {Sources} sources by name of function */
export function explanation({ words, picture, picture_words, formula, code }, sources) {
  return [
    element("div", { className: "explain" },
      element("div", { className: "depth words" }, element("h4", { textContent: "In words" }), ...paragraphs(words)),
      element("div", { className: "depth" }, element("h4", { textContent: "As a picture" }), figure(picture, picture_words))),
    element("details", { className: "depth deep" }, element("summary", { textContent: "As a formula, and in code" }),
      element("pre", { className: "formula", textContent: formula, tabIndex: 0 }),
      ...code.map((name) => element("pre", { className: "code", tabIndex: 0, "aria-label": `Source of ${name}` }, element("code", { textContent: sourceOf(sources, name) }))),
      element("p", { className: "small", textContent: "From gan_core/objectives/losses.py, which the images are trained with as well." })),
  ];
}

/** The lines of a function. @param {Sources} sources @param {string} name */
const sourceOf = (sources, name) => sources[name]?.lines.map(([, line]) => line).join("\n") ?? name;

/** A shipped SVG shown as an image, in which no script runs. @param {string} svg @param {string} words */
export function figure(svg, words) {
  const caption = element("figcaption", {}, ...inline(words));
  if (!svg) return element("figure", {}, caption);
  const image = element("img", { alt: words, src: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}` });
  return element("figure", {}, image, caption);
}
