// Where the marks of a recorded run lie on its pictures, and which can be seen. Numbers in and out.

import { PANELS } from "../curves/panels.js";

/** @typedef {import("../types.js").Mark} Mark */
/** @typedef {Mark & { number: number }} NumberedMark as it stands in the list, from 1 */

/**
 * The marks that have come by a moment.
 * @param {Mark[]} marks
 * @param {number} seen images seen at what the page shows
 * @returns {NumberedMark[]}
 */
export function marksUntil(marks, seen) {
  return marks.map((mark, index) => ({ ...mark, number: index + 1 })).filter(({ at }) => at <= seen);
}

/**
 * Those over the sample grid: of several, the newest moment's, since the grid has gone on.
 * @param {NumberedMark[]} marks
 * @returns {NumberedMark[]}
 */
export function onGrid(marks) {
  const found = marks.filter(({ on }) => on === "grid");
  const newest = Math.max(...found.map(({ at }) => at));
  return found.filter(({ at }) => at === newest);
}

/**
 * Those over the curves as Plotly's shapes, with their numbers as annotations. A box is in shares of
 * the whole run from left to right, and of its panel from top to bottom.
 * @param {NumberedMark[]} marks
 * @param {import("../curves/panels.js").Frame} frame
 * @param {{ xOf: (seen: number) => number, end: number, colour: string, background: string }} look `end`: images
 *   seen at the end of the run
 * @returns {{ shapes: object[], annotations: object[] }}
 */
export function overCurves(marks, { places }, { xOf, end, colour, background }) {
  /** @type {{ shapes: object[], annotations: object[] }} */
  const found = { shapes: [], annotations: [] };
  for (const { on, box, number } of marks) {
    const place = on in PANELS ? places[/** @type {import("../curves/panels.js").PanelName} */ (on)] : undefined;
    if (!place) continue;
    const [bottom, top] = place;
    const [left, down, width, height] = box;
    /** @param {number} share from the top */
    const y = (share) => top - share * (top - bottom);
    const [x0, x1] = [xOf(left * end), xOf((left + width) * end)];
    found.shapes.push({
      type: "rect", xref: "x", x0, x1, yref: "paper", y0: y(down + height), y1: y(down),
      line: { color: colour, width: 3, dash: "dash" },
    });
    found.annotations.push({
      xref: "x", x: x0, xanchor: "left", yref: "paper", y: y(down), yanchor: "top", text: `<b>${number}</b>`,
      showarrow: false, font: { size: 14, color: background }, bgcolor: colour, borderpad: 2,
    });
  }
  return found;
}
