// Marks below the slider of a recorded run: where each finding comes.

import { element, find } from "../elements.js";

/**
 * The first moment of each finding, in images seen; null for one that never comes.
 * @param {number[]} moments images seen at each grid
 * @param {number[][]} findings numbers of those that hold from each grid on
 * @param {number} count findings there are
 * @returns {(number | null)[]}
 */
export function firstMoments(moments, findings, count) {
  return Array.from({ length: count }, (_, number) => {
    const index = findings.findIndex((atOnce) => atOnce.includes(number));
    return index < 0 ? null : moments[index];
  });
}

/**
 * @param {number[]} moments
 * @param {number[][]} findings
 * @param {string[]} titles
 * @param {number} end images seen at the end of the run
 * @param {(seen: number) => void} goTo
 */
export function createTimeline(moments, findings, titles, end, goTo) {
  /** @type {Map<number, string[]>} */
  const at = new Map(); // several may come at once
  const firsts = firstMoments(moments, findings, titles.length), told = new Set();
  for (const number of titles.keys()) { // one with other evidence later is the same finding
    const seen = firsts[number];
    if (seen === null || told.has(titles[number])) continue;
    told.add(titles[number]);
    at.set(seen, [...(at.get(seen) ?? []), titles[number]]);
  }
  for (const [seen, names] of at) {
    const title = `${names.join(", ")}, after ${seen.toLocaleString("en")} images seen`;
    const mark = element("button", { type: "button", title, "aria-label": title, click: () => goTo(seen) });
    mark.style.setProperty("--share", String(seen / end));
    find(document, ".found", "div").append(mark);
  }
}
