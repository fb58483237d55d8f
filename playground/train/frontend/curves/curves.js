// Losses, D's outputs, a metric and the speed over one x-axis, drawn by Plotly in place, so that a
// zoom stays.

import { find } from "../../../shared/frontend/elements.js";
import { marksUntil, overCurves } from "../marks/mark_places.js";
import { rowsUntil } from "../timeline/replay.js";
import { interpolated, lastUpTo, strideFor } from "./columns.js";
import { curveNames } from "./curve_names.js";
import { CurveOptions } from "./curve_options.js";
import * as lines from "./lines.js";
import { figure, floorOf } from "../metrics/metric_values.js";
import { frameOf, layoutOf, PANELS } from "./panels.js";
import { loadPlotly } from "../../../shared/frontend/plotly.js";
import { curveTraces, emptyTrace, metricTraces } from "./traces.js";

/** @typedef {import("./panels.js").PanelName} PanelName */

const COLUMNS = [
  "images_seen", "epoch", "seconds", "loss/G", "loss/D", "score/real", "score/fake", "logit/real",
  "logit/fake", "images_per_second",
];

export class Curves {
  /**
   * @param {HTMLElement} root
   * @param {import("../types.js").RunData} data
   * @param {import("../metrics/metrics.js").Metrics} metrics
   * @param {(seen: number) => void} onMarker goes to the moment of a marker that was clicked
   */
  constructor(root, data, metrics, onMarker) {
    this.root = root;
    this.plot = /** @type {import("../../../shared/frontend/plotly.js").Plot} */ (find(root, ".live-plot", "div"));
    this.wholeRun = find(root, ".live-reset-zoom", "button");
    this.noteLine = find(root, ".live-note", "p");
    this.coarse = matchMedia("(pointer: coarse)");
    this.metrics = metrics;
    this.onMarker = onMarker;
    this.options = new CurveOptions(root, () => this.draw());
    /** @type {import("../types.js").Marker[]} */
    this.markers = [];
    this.imagesPerEpoch = 1;
    this.wanted = this.drawing = this.listening = false;
    this.drawnSize = "";
    /** @type {import("../types.js").Columns} */
    this.columns = {};
    this.reset();
    this.data = data;
    this.names = curveNames(data.curves);
    this.colours = this.themeColours();
    this.read(data);
    this.wholeRun.addEventListener("click", () => this.relayout({ "xaxis.autorange": true }));
    new ResizeObserver(() => this.resize()).observe(this.plot);
  }

  /**
   * The page has rerun: its theme, or what is known of the run, may have changed.
   * @param {import("../types.js").RunData} data
   */
  read(data) {
    this.data = data;
    this.names = curveNames(data.curves);
    this.colours = this.themeColours();
    this.root.style.setProperty("--live-g", data.colour_g);
    this.root.style.setProperty("--live-d", data.colour_d);
    for (const name of /** @type {const} */ (["lossD", "real", "generated"])) {
      find(this.root, `[data-name="${name}"]`, "span").textContent = this.names[name];
    }
    this.draw();
  }

  reset() {
    this.columns = Object.fromEntries(COLUMNS.map((name) => [name, []]));
    /** @type {number | undefined} */
    this.cursor = undefined; // images seen
    /** @type {number | undefined} */
    this.until = undefined; // images seen; in a replay nothing later is drawn
    /** @type {string} */
    this.drawnEvaluations = "";
  }

  /**
   * New log entries.
   * @param {import("../types.js").Columns} columns
   * @param {number} imagesPerEpoch
   */
  take(columns, imagesPerEpoch) {
    this.imagesPerEpoch = imagesPerEpoch;
    const evaluated = `${this.metrics.rows.length} ${this.metrics.outlook}`;
    if (!columns.images_seen.length && evaluated === this.drawnEvaluations) return; // nothing to draw anew
    this.drawnEvaluations = evaluated;
    for (const name of COLUMNS) this.columns[name].push(...(columns[name] ?? []));
    this.showLegend();
    this.draw();
  }

  /** @param {string} name of a column, or "real" or "fake" for D's output */
  column(name) {
    return this.columns[name === "real" || name === "fake" ? `${this.data.curves.output}/${name}` : name];
  }

  x() {
    if (this.options.along === "epoch") return this.columns.epoch;
    return this.columns.seconds.map((seconds) => Number(seconds) / 60);
  }

  /**
   * Where a number of images lies on the x-axis.
   * @param {number} seen
   */
  xOf(seen) {
    if (this.options.along === "epoch") return seen / this.imagesPerEpoch;
    return interpolated(this.columns.images_seen, this.columns.seconds, seen) / 60;
  }

  /** The values under the cursor, or the latest. */
  showLegend() {
    const at = this.cursor === undefined ? -1 : lastUpTo(this.columns.images_seen, this.cursor);
    for (const cell of /** @type {NodeListOf<HTMLElement>} */ (this.root.querySelectorAll("[data-curve]"))) {
      const values = this.column(cell.dataset.curve ?? "");
      const value = this.cursor === undefined ? values.at(-1) : values[at];
      cell.textContent = typeof value === "number" ? value.toFixed(2) : "–";
    }
  }

  isZoomed() {
    return this.plot.layout?.xaxis?.autorange === false;
  }

  /** @returns {[number, number]} */
  sight() {
    const [low, high] = this.isZoomed() ? this.plot.layout.xaxis.range.map(Number) : [-Infinity, Infinity];
    return [low, high];
  }

  shown() {
    const names = /** @type {PanelName[]} */ (Object.keys(PANELS));
    return names.filter((name) => this.options.panels.has(name));
  }

  /** One drawing at a time, and none of what a later one draws anyway. */
  async draw() {
    if (!this.columns.epoch.length) return;
    this.wanted = true;
    if (this.drawing) return;
    this.drawing = true;
    try {
      while (this.wanted && this.root.isConnected) {
        this.wanted = false;
        const Plotly = await loadPlotly();
        this.drawnSize = this.sizeText();
        await Plotly.react(this.plot, this.traces(), this.layout(), { displayModeBar: false, responsive: false });
        this.listen();
      }
    } finally {
      this.drawing = false;
    }
  }

  sizeText() {
    return `${this.plot.clientWidth}x${this.plot.clientHeight}`;
  }

  /** Headings keep their height in px, so another size is another layout. */
  async resize() {
    if (!this.plot.data || this.sizeText() === this.drawnSize || !this.plot.clientHeight) return;
    const Plotly = await loadPlotly();
    Plotly.Plots.resize(this.plot);
    this.draw();
  }

  listen() {
    if (this.listening) return;
    this.listening = true;
    this.plot.on("plotly_relayout", (change) => {
      this.wholeRun.hidden = !this.isZoomed();
      // Only a change of sight changes which log entries are drawn one by one.
      if (Object.keys(change).some((key) => key.startsWith("xaxis"))) this.draw();
    });
    this.plot.on("plotly_clickannotation", ({ annotation }) => {
      if (annotation.seen !== undefined) this.onMarker(annotation.seen);
    });
  }

  /** @param {object} changes */
  async relayout(changes) {
    await (await loadPlotly()).relayout(this.plot, changes);
  }

  layout() {
    const shown = this.shown();
    const { along, clip, log } = this.options;
    const frame = this.frame();
    const layout = layoutOf({
      run: this.data.run, shown, frame, along, clip, log, touch: this.coarse.matches, colours: this.colours,
      losses: [...this.column("loss/G"), ...this.column("loss/D")],
      outputAxis: this.names.axis,
      metric: this.metrics.chosen,
    });
    const names = {
      losses: "Loss",
      output: this.names.output,
      metric: this.metrics.rows.length ? this.metrics.nameOf() : `Quality metric. ${this.metrics.outlook}`.trim(),
      speed: "Speed, images per second",
    };
    const annotations = [
      ...lines.headings(shown, names, this.references(), frame),
      ...lines.markerSigns(this.markers, (seen) => this.xOf(seen), frame.heading),
      ...this.marks().annotations,
    ];
    return { ...layout, shapes: this.shapes(), annotations };
  }

  frame() {
    return frameOf(this.shown(), { width: this.plot.clientWidth, height: this.plot.clientHeight });
  }

  references() {
    const evaluated = this.metrics.evaluated();
    return lines.references({
      shown: this.shown(), log: this.options.log, undecided: this.names.undecided, figure, colours: this.colours,
      lines: this.data.curves.lines,
      best: floorOf(evaluated.at(-1), this.metrics.chosen),
    });
  }

  shapes() {
    const frame = this.frame();
    const cursor = this.cursor === undefined ? undefined : this.xOf(this.cursor);
    return [
      ...lines.referenceShapes(this.references()),
      ...lines.markerShapes(this.markers, (seen) => this.xOf(seen), frame),
      ...lines.cursorShapes(cursor, this.colours.text, frame),
      ...this.marks().shapes,
    ];
  }

  /** What a recording says to look at, as far as it has come. */
  marks() {
    const { text: colour, background } = this.colours;
    const look = { xOf: (/** @type {number} */ seen) => this.xOf(seen), end: Number(this.columns.images_seen.at(-1)), colour, background };
    return overCurves(marksUntil(this.data.marks ?? [], this.cursor ?? Infinity), this.frame(), look);
  }

  traces() {
    const x = this.x();
    const stride = strideFor(x, ...this.sight());
    this.note(stride);
    const shown = this.shown();
    const { g, d, text } = this.colours;
    /** @type {import("./traces.js").Curve[]} */
    const curves = [
      { panel: "losses", name: "G loss", colour: g, width: 2.5, values: this.column("loss/G") },
      { panel: "losses", name: "D loss", colour: d, width: 2.5, values: this.column("loss/D") },
      { panel: "output", name: this.names.real, colour: d, width: 1.5, values: this.column("real") },
      { panel: "output", name: this.names.generated, colour: g, width: 1.5, values: this.column("fake") },
      { panel: "speed", name: "images/s", colour: text, width: 1.5, values: this.column("images_per_second") },
    ];
    const drawn = curves.filter(({ panel }) => shown.includes(panel));
    const come = this.until === undefined ? x.length : lastUpTo(this.columns.images_seen, this.until) + 1;
    const found = drawn.flatMap((curve) => {
      return curveTraces({ ...curve, values: curve.values.slice(0, come) }, x.slice(0, come), stride, this.options.keep);
    });
    if (come < x.length) found.unshift(...drawn.slice(0, 1).map((curve) => emptyTrace(curve, x)));
    return shown.includes("metric") ? [...found, ...this.metricTraces()] : found;
  }

  metricTraces() {
    const best = this.metrics.best();
    const key = this.metrics.chosen;
    const metric = { key, name: this.metrics.nameOf(), best: best?.key === key ? best.seen : undefined };
    return metricTraces(rowsUntil(this.metrics.evaluated(), this.until), metric, (seen) => this.xOf(seen), this.colours);
  }

  /** @param {number} stride */
  note(stride) {
    const means = stride > 1 ? `Each point is the mean of ${stride} log entries; zoom in for single ones. ` : "";
    const zooming = this.coarse.matches ? "" : "Drag to zoom, shift-drag to pan, double-click to reset.";
    this.noteLine.textContent = this.noteLine.title = means + zooming;
  }

  /** @param {import("../types.js").Marker[]} markers */
  mark(markers) {
    if (JSON.stringify(markers) === JSON.stringify(this.markers)) return;
    this.markers = markers;
    this.draw();
  }

  /**
   * @param {number | undefined} seen images seen; undefined while the page follows the latest
   * @param {number | undefined} until of a replay
   */
  moveCursor(seen, until) {
    const isCut = until !== this.until;
    if (seen === this.cursor && !isCut) return;
    this.cursor = seen;
    this.until = until;
    this.showLegend();
    const hasMarks = this.data.marks !== null; // each is a shape and a number
    if (!this.plot.data || this.drawing || isCut || hasMarks) this.draw();
    else this.relayout({ shapes: this.shapes() });
  }

  /** The colours of the page's theme, and one for each network. */
  themeColours() {
    const style = getComputedStyle(this.root);
    /** @param {string} name @param {string} fallback */
    const variable = (name, fallback) => style.getPropertyValue(name).trim() || fallback;
    return {
      g: this.data.colour_g,
      d: this.data.colour_d,
      text: variable("--st-text-color", style.color),
      font: style.fontFamily,
      background: variable("--st-background-color", "Canvas"),
      grid: "rgba(128,128,128,0.25)",
    };
  }
}
