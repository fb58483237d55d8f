// Reals are hollow circles in ink, fakes filled diamonds in the colour of G: never by colour alone.

import { across, down } from "./plane.js";

/** @import { Plane } from "./plane.js" */

const RADIUS = 2.6; // pixels of the page

/** @param {Plane} plane @param {ArrayLike<number>} points [N, 2] @param {string} ink */
export function drawReals(plane, points, ink) {
  const { context, scale } = plane;
  context.strokeStyle = ink;
  context.lineWidth = scale;
  context.globalAlpha = 0.55;
  context.beginPath();
  for (let k = 0; k < points.length; k += 2) {
    const [x, y] = [across(plane, points[k]), down(plane, points[k + 1])];
    context.moveTo(x + RADIUS * scale, y);
    context.arc(x, y, RADIUS * scale, 0, 2 * Math.PI);
  }
  context.stroke();
  context.globalAlpha = 1;
}

/** @param {Plane} plane @param {ArrayLike<number>} points [N, 2] @param {string} colour @param {string} edge */
export function drawFakes(plane, points, colour, edge) {
  const { context, scale } = plane;
  const half = 1.35 * RADIUS * scale;
  context.beginPath();
  for (let k = 0; k < points.length; k += 2) {
    const [x, y] = [across(plane, points[k]), down(plane, points[k + 1])];
    context.moveTo(x, y - half);
    context.lineTo(x + half, y);
    context.lineTo(x, y + half);
    context.lineTo(x - half, y);
    context.closePath();
  }
  context.fillStyle = colour;
  context.fill();
  context.strokeStyle = edge;
  context.lineWidth = 0.6 * scale;
  context.stroke();
}

/**
 * Where each fake has been, oldest faintest.
 * @param {Plane} plane @param {ArrayLike<number>[]} past of the same z, oldest first
 * @param {string} colour @param {number} [most] fakes that leave a trail
 */
export function drawTrails(plane, past, colour, most = 120) {
  const { context, scale } = plane;
  context.strokeStyle = colour;
  context.lineWidth = scale;
  for (let age = 1; age < past.length; age++) {
    context.globalAlpha = 0.5 * (age / past.length);
    const [from, to] = [past[age - 1], past[age]];
    context.beginPath();
    for (let k = 0; k < Math.min(2 * most, to.length); k += 2) {
      context.moveTo(across(plane, from[k]), down(plane, from[k + 1]));
      context.lineTo(across(plane, to[k]), down(plane, to[k + 1]));
    }
    context.stroke();
  }
  context.globalAlpha = 1;
}
