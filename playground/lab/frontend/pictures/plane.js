// The square of the plane that is drawn: data lie in [-1, 1]^2, G reaches further.

import { SIDE } from "../engine/score.js";

/** @typedef {{context: CanvasRenderingContext2D, size: number, scale: number}} Plane pixels of the canvas; `scale` of them are one of the page */

/**
 * A canvas made as sharp as the screen.
 * @param {HTMLCanvasElement} canvas
 * @returns {Plane}
 */
export function planeOf(canvas) {
  const scale = globalThis.devicePixelRatio || 1;
  const size = Math.max(1, Math.round(canvas.clientWidth * scale));
  if (canvas.width !== size || canvas.height !== size) canvas.width = canvas.height = size;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  return { context, size, scale };
}

/** @param {Plane} plane @param {number} x @returns {number} pixels from the left */
export const across = ({ size }, x) => ((x + SIDE) / (2 * SIDE)) * size;

/** @param {Plane} plane @param {number} y @returns {number} pixels from the top */
export const down = ({ size }, y) => ((SIDE - y) / (2 * SIDE)) * size;

/**
 * The point of the plane under a pixel of the page.
 * @param {HTMLCanvasElement} canvas @param {{clientX: number, clientY: number}} event
 * @returns {[number, number]}
 */
export function pointAt(canvas, { clientX, clientY }) {
  const box = canvas.getBoundingClientRect();
  return [
    ((clientX - box.left) / box.width) * 2 * SIDE - SIDE,
    SIDE - ((clientY - box.top) / box.height) * 2 * SIDE,
  ];
}
