// The table of a round: each measure in words, of both players, with its interval and perfect value.

import { detection, interval, shares } from "../../shared/frontend/detection.js";
import { element } from "../../shared/frontend/elements.js";
import { intervalChart } from "./interval_chart.js";
import { percent } from "./words.js";

/** @import { Estimate, Table } from "../../shared/frontend/detection.js" */
/**
 * @typedef {object} Player
 * @property {string} name
 * @property {Table} table
 * @property {Estimate | null} area under the ROC curve; null without confidence
 */

/**
 * @param {Player} first
 * @param {Player | null} second
 * @param {string} pair class that colours the second
 */
export function measuresTable(first, second, pair) {
  const head = element("tr", { role: "row" });
  for (const words of ["Measure", first.name, ...(second ? [second.name] : []), "95% interval", "Perfect"]) {
    head.append(element("th", { scope: "col", role: "columnheader" }, words));
  }
  const body = element("tbody", { role: "rowgroup" });
  for (const measure of measures()) {
    const [one, other] = [measure.of(first), second && measure.of(second)];
    if (!one && !other) continue;
    const words = element("th", { scope: "row", role: "rowheader" }, measure.name, " ", element("small", {}, measure.words));
    const row = element("tr", { role: "row" }, words, cell("first", first.name, one, measure.write));
    if (second) row.append(cell("second", second.name, other, measure.write));
    const { low, high, guess } = measure;
    const chart = intervalChart({ low, high, guess, first: one, second: other, pair });
    row.append(
      element("td", { class: "chart", role: "cell" }, chart),
      element("td", { class: "perfect", role: "cell" }, element("span", { class: "on-phone" }, "perfect: "), measure.perfect),
    );
    body.append(row);
  }
  return element("table", { class: `measures ${pair}`, role: "table" }, element("thead", { role: "rowgroup" }, head), body);
}

/**
 * @param {string} name
 * @param {string} who
 * @param {Estimate | null} estimate
 * @param {(estimate: Estimate) => string} write
 */
function cell(name, who, estimate, write) {
  const label = element("span", { class: "on-phone" }, `${who}: `);
  return element("td", { class: name, role: "cell" }, label, estimate ? write(estimate) : "not asked");
}

function measures() {
  const share = { write: percent, low: 0, high: 1, guess: 0.5, perfect: "100%" };
  return [
    { name: "Accuracy", words: "right answers", of: (/** @type {Player} */ { table }) => shares(table).accuracy, ...share },
    { name: "Sensitivity", words: "reals called real", of: (/** @type {Player} */ { table }) => shares(table).sensitivity, ...share },
    { name: "Specificity", words: "fakes called fake", of: (/** @type {Player} */ { table }) => shares(table).specificity, ...share },
    {
      name: "d′", words: "how well they are told apart; 0 is guessing",
      of: (/** @type {Player} */ { table }) => detection(table).d,
      write: interval, low: -2, high: 5, guess: 0, perfect: "3.4, the most that 10 of each can show",
    },
    {
      name: "c", words: "response bias; above 0 suspicious, below 0 careful",
      of: (/** @type {Player} */ { table }) => detection(table).c,
      write: interval, low: -2, high: 2, guess: 0, perfect: "0, no bias",
    },
    {
      name: "AUC", words: "chance that a real one scores above a fake one",
      of: (/** @type {Player} */ { area }) => area,
      write: (/** @type {Estimate} */ { value, low, high }) => `${value.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`,
      low: 0, high: 1, guess: 0.5, perfect: "1",
    },
  ];
}

/**
 * How many of each kind were called what.
 * @param {Table} table
 */
export function countsTable({ hits, misses, falseAlarms, rejections }) {
  const row = (/** @type {string} */ name, /** @type {number} */ real, /** @type {number} */ fake, /** @type {boolean} */ isReal) =>
    element("tr", {},
      element("th", { scope: "row" }, name),
      element("td", { class: isReal ? "right" : "" }, `${real}${isReal ? " ✓" : ""}`),
      element("td", { class: isReal ? "" : "right" }, `${fake}${isReal ? "" : " ✓"}`),
    );
  return element("table", { class: "counts" },
    element("caption", {}, "Your answers"),
    element("thead", {}, element("tr", {}, element("td", {}), element("th", { scope: "col" }, "you said real"), element("th", { scope: "col" }, "you said fake"))),
    element("tbody", {}, row("were real", hits, misses, true), row("made by G", falseAlarms, rejections, false)),
  );
}
