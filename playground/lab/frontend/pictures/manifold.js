// G's manifold: where a regular grid of z comes to lie. Cells that G turned over are hatched: a fold.

import { across, down } from "./plane.js";

/** @import { Plane } from "./plane.js" */

/**
 * Twice the signed area of the cell to the upper right of point `at`; negative where G turned it over.
 * @param {ArrayLike<number>} points [side^2, 2] @param {number} side @param {number} at
 */
function signedArea(points, side, at) {
  const corners = [at, at + 1, at + side + 1, at + side];
  let area = 0;
  corners.forEach((corner, k) => {
    const next = corners[(k + 1) % 4];
    area += points[2 * corner] * points[2 * next + 1] - points[2 * next] * points[2 * corner + 1];
  });
  return area;
}

/**
 * @param {Plane} plane @param {ArrayLike<number>} points [side^2, 2] @param {number} side
 * @param {string} colour @param {boolean} isLine of one dimension of z: one line through all points
 */
export function drawManifold(plane, points, side, colour, isLine) {
  const { context, scale } = plane;
  const to = (/** @type {number} */ at, /** @type {boolean} */ move) => {
    const [x, y] = [across(plane, points[2 * at]), down(plane, points[2 * at + 1])];
    if (move) context.moveTo(x, y);
    else context.lineTo(x, y);
  };
  context.strokeStyle = colour;
  context.lineWidth = (isLine ? 2 : 0.9) * scale;
  context.globalAlpha = 0.85;
  context.beginPath();
  if (isLine) {
    for (let at = 0; at < side * side; at++) to(at, at === 0);
  } else {
    for (let row = 0; row < side; row++) {
      for (let column = 0; column < side; column++) to(row * side + column, column === 0);
      for (let column = 0; column < side; column++) to(column * side + row, column === 0);
    }
  }
  context.stroke();
  if (!isLine) hatchFolds(plane, points, side, to);
  context.globalAlpha = 1;
}

/**
 * @param {Plane} plane @param {ArrayLike<number>} points @param {number} side
 * @param {(at: number, move: boolean) => void} to
 */
function hatchFolds({ context, scale }, points, side, to) {
  const areas = [];
  for (let row = 0; row + 1 < side; row++) {
    for (let column = 0; column + 1 < side; column++) {
      const at = row * side + column;
      areas.push({ at, area: signedArea(points, side, at) });
    }
  }
  // G may have mirrored the whole sheet; the side that less of it shows is the folded one.
  const mirrored = areas.filter(({ area }) => area < 0).length > areas.length / 2;
  context.lineWidth = 0.7 * scale;
  context.beginPath();
  for (const { at, area } of areas) {
    if ((area < 0) === mirrored) continue;
    to(at, true);
    to(at + side + 1, false);
    to(at + 1, true);
    to(at + side, false);
  }
  context.stroke();
}
