// Why it is so, at three depths: in words, as a picture, as formula and code.

import { make } from "../../lab/frontend/elements.js";
import { inline, paragraphs } from "./words.js";

/** @import { Lesson, Sources } from "./types.js" */

/** @param {Lesson["explain"]} explain @param {Sources} sources by name of function */
export function explanation({ words, picture, picture_words, formula, code }, sources) {
  return [
    make("div", { className: "explain" },
      make("div", { className: "depth words" }, make("h4", { textContent: "In words" }), ...paragraphs(words)),
      make("div", { className: "depth" }, make("h4", { textContent: "As a picture" }), figure(picture, picture_words))),
    make("details", { className: "depth deep" }, make("summary", { textContent: "As a formula, and in code" }),
      make("pre", { className: "formula", textContent: formula, tabIndex: 0 }),
      ...code.map((name) => make("pre", { className: "code", tabIndex: 0, "aria-label": `Source of ${name}` }, make("code", { textContent: sourceOf(sources, name) }))),
      make("p", { className: "small", textContent: "From gan_core/objectives/losses.py, which the images are trained with as well." })),
  ];
}

/** The lines of a function. @param {Sources} sources @param {string} name */
const sourceOf = (sources, name) => sources[name]?.lines.map(([, line]) => line).join("\n") ?? name;

/** A shipped SVG shown as an image, in which no script runs. @param {string} svg @param {string} words */
export function figure(svg, words) {
  const caption = make("figcaption", {}, ...inline(words));
  if (!svg) return make("figure", {}, caption);
  const image = make("img", { alt: words, src: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}` });
  return make("figure", {}, image, caption);
}
