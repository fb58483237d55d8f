// Lines over the curves: values to read them against, signs of findings and adjustments, the cursor.

import { PANELS } from "./panels.js";

/** @typedef {import("./panels.js").PanelName} PanelName */

/**
 * A value to read a curve against.
 * @typedef {object} Reference
 * @property {PanelName} panel
 * @property {number} value
 * @property {string} words
 * @property {string} colour
 * @property {"dot" | "dash"} dash
 */

/**
 * What the lines are made of; Curves gives it.
 * @typedef {object} LineLook
 * @property {PanelName[]} shown
 * @property {boolean} log
 * @property {import("../types.js").ReferenceLine[]} lines on the loss axis
 * @property {number} undecided D's output when undecided
 * @property {number | undefined} best what real images score against real ones by the chosen metric
 * @property {(value: number) => string} figure
 * @property {{ g: string, d: string, text: string }} colours
 */

/**
 * Every value worth a line. A logarithmic axis has no place for what is not above 0.
 * @param {LineLook} look
 * @returns {Reference[]}
 */
export function references({ shown, log, lines, undecided, best, figure, colours }) {
  const colour = { G: colours.g, D: colours.d, floor: colours.d, both: colours.text };
  /** @type {Reference[]} */
  const found = lines.map(({ value, words, of }) => ({
    panel: "losses", value, words, colour: colour[of], dash: of === "floor" ? "dash" : "dot",
  }));
  const { text } = colours;
  found.push({ panel: "output", value: undecided, words: `undecided (${undecided})`, colour: text, dash: "dot" });
  if (typeof best === "number") {
    const words = `best possible, real vs real (${figure(best)})`;
    found.push({ panel: "metric", value: best, words, colour: text, dash: "dash" });
  }
  return found.filter(({ panel, value }) => shown.includes(panel) && (!log || value > 0 || panel === "output"));
}

/**
 * As Plotly's shapes, over the whole width.
 * @param {Reference[]} lines
 */
export function referenceShapes(lines) {
  return lines.map(({ panel, value, colour, dash }) => ({
    type: "line", xref: "paper", x0: 0, x1: 1, y0: value, y1: value, yref: PANELS[panel].axis,
    line: { color: colour, width: 1, dash }, opacity: 0.8, layer: "below",
  }));
}

/**
 * The name of each panel and the meaning of its lines, over it, where no curve runs.
 * @param {PanelName[]} shown
 * @param {Record<PanelName, string>} names
 * @param {Reference[]} lines
 * @param {import("./panels.js").Frame} frame
 */
export function headings(shown, names, lines, { places, isNarrow }) {
  return shown.map((name) => {
    const keys = lines.filter(({ panel }) => panel === name).map(({ words, colour, dash }) => {
      const stroke = dash === "dash" ? "– –" : "·····";
      return `<span style="color:${colour}">${stroke}</span> ${words}`;
    });
    const text = [`<b>${names[name]}</b>`, keys.join("   ")].filter(Boolean).join(isNarrow ? "<br>" : "   ");
    return {
      xref: "paper", x: 0, xanchor: "left", yref: "paper", y: places[name]?.[1] ?? 1, yanchor: "bottom",
      text, align: "left", showarrow: false, font: { size: 13 }, borderpad: 2,
    };
  });
}

/**
 * Lines through all panels at the moments of the markers, but not through the headings.
 * @param {import("../types.js").Marker[]} markers
 * @param {(seen: number) => number} xOf
 * @param {import("./panels.js").Frame} frame
 */
export function markerShapes(markers, xOf, frame) {
  return markers.flatMap(({ seen, colour }) =>
    upright(xOf(seen), frame, { line: { color: colour, width: 1.5, dash: "dot" }, layer: "below" }),
  );
}

/**
 * Their signs, over the heading of the first panel; `seen` identifies the one that is clicked. What
 * began at the same moment, such as an adjustment and its effect, stands side by side.
 * @param {import("../types.js").Marker[]} markers
 * @param {(seen: number) => number} xOf
 * @param {number} heading height in px
 */
export function markerSigns(markers, xOf, heading) {
  /** @type {Map<number, import("../types.js").Marker[]>} */
  const moments = new Map();
  for (const marker of markers) moments.set(marker.seen, [...(moments.get(marker.seen) ?? []), marker]);
  return [...moments].map(([seen, together]) => ({
    xref: "x", x: xOf(seen), yref: "paper", y: 1, yanchor: "bottom", yshift: heading - 4,
    text: together.map(({ sign, colour }) => `<span style="color:${colour}">${sign}</span>`).join(""),
    hovertext: together.map(({ words }) => words).join("<br>"),
    seen, showarrow: false, font: { size: 14 }, captureevents: true,
  }));
}

/**
 * The solid line at the moment that is shown; none while the page follows the latest one.
 * @param {number | undefined} x
 * @param {string} colour
 * @param {import("./panels.js").Frame} frame
 */
export function cursorShapes(x, colour, frame) {
  return x === undefined ? [] : upright(x, frame, { line: { color: colour, width: 1.5 } });
}

/**
 * @template {object} T
 * @param {number} x
 * @param {import("./panels.js").Frame} frame
 * @param {T} look
 */
function upright(x, { places }, look) {
  return Object.values(places).map(([y0, y1]) => ({ type: "line", xref: "x", x0: x, x1: x, yref: "paper", y0, y1, ...look }));
}
