// The charts one above the other: their places, axes, headings, and how Plotly is to behave.

import { quantile } from "./columns.js";

/** @typedef {import("./columns.js").Column} Column */
/** @typedef {"losses" | "output" | "metric" | "speed"} PanelName */

/**
 * From top to bottom: the y-axis of each panel and its part of the height.
 * @type {Record<PanelName, { axis: string, weight: number }>}
 */
export const PANELS = {
  losses: { axis: "y", weight: 4 },
  output: { axis: "y2", weight: 3 },
  metric: { axis: "y3", weight: 3 },
  speed: { axis: "y4", weight: 2 },
};
const NARROW = 480; // px of a plot; below it a heading takes two lines
const MARGIN = { l: 44, r: 10, b: 38 };
const SIGNS = 18; // px over the first heading, for the signs of findings
const HEADING = { wide: 22, narrow: 38 }; // px over each panel, for its name and its lines' meaning

/**
 * Where everything goes in a plot of this size.
 * @typedef {object} Frame
 * @property {boolean} isNarrow
 * @property {number} heading height over each panel, in px
 * @property {number} top margin in px
 * @property {Partial<Record<PanelName, [number, number]>>} places of the panels, see `domains`
 */

/**
 * @param {PanelName[]} shown
 * @param {{ width: number, height: number }} size in px
 * @returns {Frame}
 */
export function frameOf(shown, { width, height }) {
  const isNarrow = width < NARROW;
  const heading = isNarrow ? HEADING.narrow : HEADING.wide;
  const top = heading + SIGNS;
  return { isNarrow, heading, top, places: domains(shown, heading / Math.max(1, height - top - MARGIN.b)) };
}

/**
 * The part of the height that each shown panel takes, [bottom, top] from 0 to 1.
 * @param {PanelName[]} shown from top to bottom
 * @param {number} gap between two panels, of the height
 * @returns {Partial<Record<PanelName, [number, number]>>}
 */
export function domains(shown, gap) {
  const total = shown.reduce((sum, name) => sum + PANELS[name].weight, 0);
  const free = 1 - gap * (shown.length - 1);
  /** @type {Partial<Record<PanelName, [number, number]>>} */
  const found = {};
  let top = 1;
  for (const name of shown) {
    const bottom = Math.max(0, top - (free * PANELS[name].weight) / total);
    found[name] = [bottom, top];
    top = bottom - gap;
  }
  return found;
}

/**
 * The loss axis without the rarest 2% of values, which one spike would otherwise press flat.
 * @param {Column} values
 * @param {boolean} log whether the axis is logarithmic
 * @returns {{ range?: [number, number] }} {} where there is nothing to clip
 */
export function clippedRange(values, log) {
  const [low, high] = [quantile(values, 0.01), quantile(values, 0.99)];
  if (low === undefined || high === undefined) return {};
  if (log) return low > 0 ? { range: [Math.log10(low), Math.log10(high)] } : {};
  return { range: [Math.min(0, low), 1.05 * high] };
}

/**
 * What a layout is made of; Curves gives it.
 * @typedef {object} Look
 * @property {string} run
 * @property {PanelName[]} shown
 * @property {Frame} frame
 * @property {"epoch" | "minutes"} along
 * @property {boolean} clip
 * @property {boolean} log
 * @property {Column} losses all of both
 * @property {{ range?: number[] }} outputAxis
 * @property {string} metric its key
 * @property {{ text: string, grid: string, font: string, background: string }} colours
 * @property {boolean} touch a finger scrolls the page, so it does not zoom
 */

/**
 * As Plotly takes it, without shapes and annotations.
 * @param {Look} look
 */
export function layoutOf(look) {
  const { shown, frame, along, clip, log, colours } = look;
  const axis = {
    color: colours.text, gridcolor: colours.grid, linecolor: colours.grid,
    zeroline: false, fixedrange: false, automargin: false,
  };
  // With a format, the ticks between powers of ten say 0.2 and not a bare 2.
  const scale = log ? { type: "log", tickformat: "~g" } : { rangemode: "tozero" };
  const y = {
    losses: { ...scale, uirevision: `${clip}${log}`, ...(clip ? clippedRange(look.losses, log) : {}) },
    output: look.outputAxis,
    metric: { ...scale, uirevision: `${look.metric}${log}` },
    speed: { rangemode: "tozero" },
  };
  const axes = shown.map((name) => [
    PANELS[name].axis.replace("y", "yaxis"),
    { ...axis, nticks: 6, domain: frame.places[name], ...y[name] },
  ]);
  return {
    uirevision: look.run,
    autosize: true,
    margin: { ...MARGIN, t: frame.top },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { color: colours.text, size: 13, family: colours.font },
    showlegend: false,
    dragmode: look.touch ? false : "zoom",
    hovermode: "x unified",
    hoverlabel: { bgcolor: colours.background, font: { color: colours.text } },
    xaxis: {
      ...axis, title: { text: along === "epoch" ? "epoch" : "minutes of training", standoff: 4, font: { size: 13 } },
      anchor: PANELS[/** @type {PanelName} */ (shown.at(-1))].axis, uirevision: along,
    },
    ...Object.fromEntries(axes),
  };
}
