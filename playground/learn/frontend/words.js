// Texts of a lesson as elements: paragraphs, and code between backticks. Nothing in a text is ever markup.

import { element } from "../../shared/frontend/elements.js";

/** @param {string} text @returns {(Node | string)[]} */
export function inline(text) {
  return text.replace(/\s+/g, " ").split(/(`[^`]+`|\*\*[^*]+\*\*)/).filter(Boolean).map((part) => {
    if (/^`[^`]+`$/.test(part)) return element("code", { textContent: part.slice(1, -1) });
    if (/^\*\*[^*]+\*\*$/.test(part)) return element("strong", { textContent: part.slice(2, -2) });
    return part;
  });
}

/** @param {string} text paragraphs separated by an empty line @param {string} [className] */
export function paragraphs(text, className = "") {
  return text.trim().split(/\n\s*\n/).map((part) => element("p", { className }, ...inline(part.trim())));
}

const WELCOME = Object.freeze([
  "Many people say so, and now you know something they do not.",
  "A wrong prediction is the most useful kind: it shows where to look.",
  "Good that you committed yourself. Surprise is how this sticks.",
]);

/** What is said first to a wrong prediction; the same one to the same answer. @param {string} id */
export const welcome = (id) => WELCOME[[...id].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % WELCOME.length];
