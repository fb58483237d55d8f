// Values with their 95% intervals on one axis: filled circles above, hollow diamonds below.

import { svg } from "../../shared/frontend/svg.js";

/** @import { Estimate } from "../../shared/frontend/detection.js" */

const [WIDTH, HEIGHT, EDGE] = [240, 34, 8];

/**
 * @param {object} chart
 * @param {number} chart.low of the axis
 * @param {number} chart.high
 * @param {Estimate | null} chart.first drawn as a circle
 * @param {Estimate | null} chart.second drawn as a diamond
 * @param {number} chart.guess where guessing is, a dashed line
 * @param {string} [chart.pair] class that colours the second
 * @returns {SVGElement} hidden from readers, for whom the numbers stand beside it
 */
export function intervalChart({ low, high, first, second, guess, pair = "with-D" }) {
  const x = (/** @type {number} */ value) =>
    EDGE + ((Math.min(high, Math.max(low, value)) - low) / (high - low)) * (WIDTH - 2 * EDGE);
  const chart = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: `intervals ${pair}`, "aria-hidden": "true" });
  chart.append(
    svg("line", { x1: x(low), x2: x(high), y1: HEIGHT / 2, y2: HEIGHT / 2, class: "axis" }),
    svg("line", { x1: x(guess), x2: x(guess), y1: 2, y2: HEIGHT - 2, class: "guess" }),
  );
  if (first) chart.append(whisker(x, first, 10, "first"), svg("circle", { cx: x(first.value), cy: 10, r: 5, class: "first mark" }));
  if (second) {
    const at = x(second.value);
    chart.append(
      whisker(x, second, 24, "second"),
      svg("path", { d: `M${at - 6} 24 L${at} 18 L${at + 6} 24 L${at} 30Z`, class: "second mark" }),
    );
  }
  return /** @type {SVGElement} */ (chart);
}

/**
 * @param {(value: number) => number} x
 * @param {Estimate} estimate
 * @param {number} y
 * @param {string} name
 */
function whisker(x, { low, high }, y, name) {
  return svg("line", { x1: x(low), x2: x(high), y1: y, y2: y, class: `${name} whisker` });
}
