// Where the loss in use pulls each fake: -d loss_G / dx, drawn to a common scale that is said.

import { across, down } from "./plane.js";

/** @import { Plane } from "./plane.js" */

const LONGEST = 0.22; // of the plane's units, for an arrow at the 90th percentile

/**
 * What one unit of the plane of arrow stands for, a round number: 1, 2 or 5 times a power of ten,
 * so that nine of ten arrows are shorter than LONGEST.
 * @param {ArrayLike<number>} arrows [N, 2]
 */
export function unitOf(arrows) {
  const lengths = [];
  for (let k = 0; k < arrows.length; k += 2) lengths.push(Math.hypot(arrows[k], arrows[k + 1]));
  const high = lengths.sort((a, b) => a - b)[Math.floor(0.9 * lengths.length)] ?? 0;
  if (!(high > 0) || !Number.isFinite(high)) return 1;
  const wanted = high / LONGEST;
  const power = 10 ** Math.floor(Math.log10(wanted));
  return power * ([1, 2, 5].find((digit) => digit * power >= wanted) ?? 10);
}

/**
 * @param {Plane} plane @param {ArrayLike<number>} points [N, 2] @param {ArrayLike<number>} arrows [N, 2]
 * @param {number} unit from `unitOf` @param {string} ink
 */
export function drawArrows(plane, points, arrows, unit, ink) {
  const { context, scale } = plane;
  context.strokeStyle = ink;
  context.lineWidth = 1.1 * scale;
  context.beginPath();
  for (let k = 0; k < arrows.length; k += 2) {
    const [dx, dy] = [arrows[k] / unit, arrows[k + 1] / unit];
    const length = Math.hypot(dx, dy);
    if (!(length > 0.004)) continue;
    const shown = Math.min(length, 2 * LONGEST) / length;
    const [x1, y1] = [across(plane, points[k]), down(plane, points[k + 1])];
    const [x2, y2] = [across(plane, points[k] + dx * shown), down(plane, points[k + 1] + dy * shown)];
    context.moveTo(x1, y1);
    context.lineTo(x2, y2);
    const angle = Math.atan2(y2 - y1, x2 - x1);
    for (const side of [angle + 2.6, angle - 2.6]) {
      context.moveTo(x2, y2);
      context.lineTo(x2 + 4 * scale * Math.cos(side), y2 + 4 * scale * Math.sin(side));
    }
  }
  context.stroke();
}
