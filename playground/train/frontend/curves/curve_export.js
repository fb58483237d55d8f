// Downloads of the curves: as CSV every value in sight, as PNG what is on the page.

import { find } from "../../../shared/frontend/elements.js";
import { loadPlotly } from "../../../shared/frontend/plotly.js";

/** @typedef {Record<string, any>} Row */

/**
 * Rows as CSV; what a row lacks stays empty.
 * @param {string[]} names of the columns
 * @param {Row[]} rows
 * @returns {string}
 */
export function csvText(names, rows) {
  const lines = rows.map((row) => names.map((name) => row[name] ?? "").join(","));
  return `${[names.join(","), ...lines].join("\n")}\n`;
}

export class CurveExport {
  /**
   * @param {HTMLElement} root
   * @param {import("./curves.js").Curves} curves
   */
  constructor(root, curves) {
    this.curves = curves;
    find(root, ".live-csv", "button").addEventListener("click", () => this.csv());
    find(root, ".live-png", "button").addEventListener("click", () => this.png());
  }

  /** Every value in sight, not the means that are drawn. Evaluations have rows of their own. */
  csv() {
    const { curves } = this;
    const shown = curves.shown();
    const output = curves.data.curves.output;
    const ofPanel = {
      losses: ["loss/G", "loss/D"], output: [`${output}/real`, `${output}/fake`], speed: ["images_per_second"], metric: [],
    };
    const names = ["images_seen", "epoch", "seconds", ...shown.flatMap((name) => ofPanel[name])];
    const [low, high] = curves.sight();
    /** @param {number} value */
    const inSight = (value) => value >= low && value <= high;
    /** @type {Row[]} */
    const rows = curves.x().flatMap((value, index) =>
      inSight(Number(value)) ? [Object.fromEntries(names.map((name) => [name, curves.columns[name][index]]))] : [],
    );
    if (shown.includes("metric") && curves.metrics.evaluated().length) {
      const { metrics } = curves;
      const key = metrics.chosen;
      const evaluations = metrics.evaluated().filter((row) => inSight(curves.xOf(row.images_seen)));
      rows.push(...evaluations.map((row) => ({ ...row, [metrics.storedName()]: row[key] })));
      rows.sort((a, b) => a.images_seen - b.images_seen);
      names.push(metrics.storedName(), "samples");
    }
    save(new Blob([csvText(names, rows)], { type: "text/csv" }), `${curves.data.run}-curves.csv`);
  }

  async png() {
    const Plotly = await loadPlotly();
    const { plot, colours, data } = this.curves;
    const { width, height } = plot.getBoundingClientRect();
    const image = { data: plot.data, layout: { ...plot.layout, paper_bgcolor: colours.background } };
    const address = await Plotly.toImage(image, { format: "png", width, height, scale: 2 });
    save(await (await fetch(address)).blob(), `${data.run}-curves.png`);
  }
}

/**
 * @param {Blob} blob
 * @param {string} name
 */
function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
