// The metrics of every evaluation: which one is drawn, and the values of a moment as a table.

import { element, find } from "../../../shared/frontend/elements.js";
import { showClassBars } from "./class_bars.js";
import { bestRow, figure, idealText, rowAt } from "./metric_values.js";
import { showOutputHistogram } from "./output_histogram.js";

/** @typedef {import("../types.js").MetricRow} MetricRow */

export class Metrics {
  /**
   * @param {HTMLElement} root
   * @param {import("../types.js").RunData} data
   * @param {() => void} onChoose is called when another metric is to be drawn
   */
  constructor(root, data, onChoose) {
    this.section = find(root, ".live-numbers", "div");
    this.table = find(this.section, "", "table");
    this.select = find(root, ".live-metric", "select");
    this.classBars = find(root, ".live-class-bars", "div");
    this.histogram = find(root, ".live-outputs", "div");
    this.chosen = "fd";
    this.select.addEventListener("change", () => {
      this.chosen = this.select.value;
      onChoose();
    });
    this.data = data;
    /** @type {MetricRow[]} */
    this.rows = [];
    this.outlook = ""; // when the first one comes, or why there is none
    this.distributions = find(root, ".live-distributions", "div");
    this.offered = ""; // the keys in the list
    /** @type {MetricRow | undefined | null} */
    this.drawn = null; // the evaluation in the table; null before any drawing
  }

  /** @param {import("../types.js").RunData} data */
  read(data) {
    this.data = data;
  }

  reset() {
    this.rows = [];
    this.offered = "";
    this.drawn = null;
  }

  /**
   * @param {{ rows: MetricRow[] }} news
   * @param {string} outlook for a run without any evaluation
   */
  take({ rows }, outlook) {
    this.rows.push(...rows);
    this.outlook = this.rows.length ? "" : outlook;
    this.distributions.dataset.empty = this.rows.length ? "No evaluation up to this moment." : outlook;
    this.offer();
  }

  /** The list of metrics this run has, filled anew when another one comes. */
  offer() {
    const present = this.known().filter(({ key }) => this.rows.some((row) => row[key] !== undefined));
    const keys = present.map(({ key }) => key).join();
    if (keys === this.offered) return;
    this.offered = keys;
    this.section.hidden = !present.length;
    this.select.style.visibility = present.length ? "" : "hidden";
    this.select.replaceChildren(
      ...present.map(({ key }) => {
        const option = element("option", "", this.nameOf(key));
        option.value = key;
        return option;
      }),
    );
    if (present.length && !present.some(({ key }) => key === this.chosen)) this.chosen = present[0].key;
    this.select.value = this.chosen;
  }

  known() {
    return this.data.metrics;
  }

  about(key = this.chosen) {
    return this.known().find((metric) => metric.key === key);
  }

  /** A distance is called after the images whose features it compares. */
  nameOf(key = this.chosen) {
    const stored = this.storedName(key);
    return this.data.distance_names[stored] ?? this.about(key)?.name ?? stored;
  }

  /** The name under which the run's files and commands know it. */
  storedName(key = this.chosen) {
    return (key === "fd" && this.rows.at(-1)?.fd_name) || key;
  }

  evaluated(key = this.chosen) {
    return this.rows.filter((row) => typeof row[key] === "number");
  }

  /**
   * The best moment by the chosen metric, or by the distance where that has no better and worse.
   * @returns {import("../types.js").Best | undefined}
   */
  best() {
    const key = this.about()?.better ? this.chosen : "fd";
    const row = bestRow(this.rows, this.about(key));
    return row && { seen: row.images_seen, key, name: this.nameOf(key) };
  }

  /**
   * Everything of the newest evaluation up to `seen` images.
   * @param {number} seen
   */
  show(seen) {
    const row = rowAt(this.rows, seen);
    if (row === this.drawn) return;
    this.drawn = row;
    this.showNumbers(row);
    showClassBars(this.classBars, row, this.data.class_names);
    showOutputHistogram(this.histogram, row);
  }

  /**
   * Class and D's logit of each sample of the grid of this very moment, where it was evaluated.
   * @param {number} seen
   */
  samplesAt(seen) {
    const row = rowAt(this.rows, seen);
    if (row?.images_seen !== seen || !row.tile_logits) return undefined;
    const { tile_classes: classes, tile_logits: logits } = row;
    return { classes, logits };
  }

  /** @param {MetricRow | undefined} row */
  showNumbers(row) {
    const averaged = this.data.has_ema ? "Averaged generator (EMA)" : "Generator";
    const caption = this.table.caption ?? this.table.createCaption();
    caption.textContent = row
      ? `${averaged} at epoch ${row.epoch?.toFixed(2) ?? "–"}, ${row.samples?.toLocaleString("en")} samples. ` +
        "In brackets: the ideal value, or what real images score against other real images."
      : "No evaluation up to this moment.";
    const lines = this.known().filter(({ key }) => typeof row?.[key] === "number").map((metric) => {
      const line = element("tr");
      line.title = metric.about;
      const current = /** @type {MetricRow} */ (row);
      line.append(
        element("th", "", this.nameOf(metric.key)),
        element("td", "", figure(current[metric.key])),
        element("td", "live-ideal", idealText(current, metric)),
      );
      return line;
    });
    this.table.tBodies[0].replaceChildren(...lines);
  }
}
