// The two losses of a finished run as a small picture: D solid, G dashed, cut off at the top.

import { svg } from "../../shared/frontend/svg.js";

const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP] = [300, 170, 30, 20, 8];
const MOST = 4; // losses above are cut off
const POINTS = 120;

/**
 * @param {{ step: number, loss_D: number, loss_G: number }[]} records
 * @param {string} [unit] of `step`
 * @returns {SVGElement}
 */
export function curvesSvg(records, unit = "steps") {
  const last = records.at(-1)?.step ?? 1;
  const x = (/** @type {number} */ step) => LEFT + ((WIDTH - LEFT - 6) * step) / last;
  const y = (/** @type {number} */ loss) => HEIGHT - BOTTOM - ((HEIGHT - BOTTOM - TOP) * Math.min(MOST, Math.max(0, loss))) / MOST;
  const made = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": inWords(records) });
  for (const loss of [0, 1, 2, 3, 4]) {
    made.append(svg("line", { x1: LEFT, x2: WIDTH - 6, y1: y(loss), y2: y(loss), class: "grid" }),
      text(LEFT - 6, y(loss) + 4, String(loss), "end"));
  }
  made.append(text(WIDTH - 6, HEIGHT - 5, `${last.toLocaleString("en")} ${unit}`, "end"));
  for (const name of /** @type {const} */ (["loss_D", "loss_G"])) {
    const each = Math.max(1, Math.floor(records.length / POINTS));
    const rows = records.filter((_, k) => k % each === 0);
    made.append(svg("polyline", { class: name, points: rows.map((row) => `${x(row.step).toFixed(1)},${y(row[name]).toFixed(1)}`).join(" ") }));
  }
  const end = records.at(-1);
  if (end) made.append(text(WIDTH - 10, inside(apart(y(end.loss_D), y(end.loss_G))), "D", "end", "loss_D"), text(WIDTH - 10, inside(y(end.loss_G) - 5), "G", "end", "loss_G"));
  return made;
}

/** A label of a curve along the upper edge stands below it. @param {number} y */
const inside = (y) => (y < TOP + 6 ? TOP + 16 : y);

/** Where D's label stands, clear of G's. @param {number} ofD @param {number} ofG */
const apart = (ofD, ofG) => (Math.abs(ofD - ofG) < 14 ? ofD + (ofD >= ofG ? 14 : -14) : ofD - 5);

/** @param {{ loss_D: number, loss_G: number }[]} records */
function inWords(records) {
  const [first, end] = [records[0], records.at(-1)];
  if (!first || !end) return "No losses yet";
  return `Losses from the first step to the last: D ${first.loss_D.toFixed(2)} to ${end.loss_D.toFixed(2)}, G ${first.loss_G.toFixed(2)} to ${end.loss_G.toFixed(2)}`;
}

/** @param {number} x @param {number} y @param {string} words @param {string} anchor @param {string} [className] */
function text(x, y, words, anchor, className = "") {
  const made = svg("text", { x, y, "text-anchor": anchor, class: `label ${className}` });
  made.textContent = words;
  return made;
}
