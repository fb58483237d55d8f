// The curves as Plotly takes them: thinned to what the eye can distinguish, and smoothed on request.

import { lastOfEach, smoothed, thinned } from "./columns.js";
import { PANELS } from "./panels.js";

/** @typedef {import("./columns.js").Column} Column */

/**
 * One curve.
 * @typedef {object} Curve
 * @property {import("./panels.js").PanelName} panel
 * @property {string} name
 * @property {string} colour
 * @property {number} width
 * @property {Column} values
 */

/**
 * One line of means, and the values themselves faintly behind it where they are smoothed.
 * @param {Curve} curve
 * @param {Column} x
 * @param {number} stride log entries a point stands for
 * @param {number} keep of `smoothed`
 */
export function curveTraces({ panel, name, colour, width, values }, x, stride, keep) {
  const axis = { x: lastOfEach(x, stride), name, yaxis: PANELS[panel].axis, mode: "lines" };
  /** @param {Column} column */
  const clear = (column) => ({
    ...axis, y: thinned(column, stride), line: { color: colour, width },
    hovertemplate: `${name} %{y:.4g}<extra></extra>`,
  });
  if (!keep) return [clear(values)];
  const faint = {
    ...axis, y: thinned(values, stride), line: { color: colour, width: 1 }, opacity: 0.25, hoverinfo: "skip",
  };
  return [clear(smoothed(values, keep)), faint];
}

/**
 * Nothing to be seen, over the whole run: it keeps the x-axis while a replay draws a part.
 * @param {Curve} curve
 * @param {Column} x
 */
export function emptyTrace({ panel, name, colour, values }, x) {
  const y = values.find((value) => typeof value === "number") ?? null;
  return {
    x: [x[0], x.at(-1) ?? null], y: [y, y], name, yaxis: PANELS[panel].axis, mode: "lines",
    line: { color: colour, width: 1 }, opacity: 0, hoverinfo: "skip",
  };
}

/**
 * The chosen metric at every evaluation, and a star at its best.
 * @param {import("../types.js").MetricRow[]} rows that have it
 * @param {{ key: string, name: string, best: number | undefined }} metric `best` by images seen
 * @param {(seen: number) => number} xOf
 * @param {{ text: string, g: string }} colours
 */
export function metricTraces(rows, { key, name, best }, xOf, colours) {
  /** @param {typeof rows} picked */
  const points = (picked) => ({
    x: picked.map((row) => xOf(row.images_seen)), y: picked.map((row) => row[key]), name, yaxis: PANELS.metric.axis,
  });
  const line = {
    ...points(rows), mode: "lines+markers", line: { color: colours.text, width: 2 }, marker: { size: 5 },
    text: rows.map((row) => row.samples), hovertemplate: `${name} %{y:.4g}, %{text} samples<extra></extra>`,
  };
  const star = {
    ...points(rows.filter((row) => row.images_seen === best)),
    mode: "markers", marker: { size: 13, symbol: "star", color: colours.g }, hoverinfo: "skip",
  };
  return [line, star];
}
