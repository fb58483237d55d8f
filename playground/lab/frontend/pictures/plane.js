// The square of the plane that is drawn: data lie in [-1, 1]^2, G reaches further.

import { SIDE } from "../engine/score.js";

/** @typedef {{context: CanvasRenderingContext2D, size: number, scale: number, text: number}} Plane pixels of the canvas; `scale` of them are one of a plane of 560, marks being larger on a larger one; `text` is the height of words */

const USUAL = 560; // pixels of the page

/**
 * A canvas made as sharp as the screen.
 * @param {HTMLCanvasElement} canvas @param {number} text height of words in pixels of the page
 * @returns {Plane}
 */
export function planeOf(canvas, text) {
  const sharp = globalThis.devicePixelRatio || 1;
  const size = Math.max(1, Math.round(canvas.clientWidth * sharp));
  const scale = sharp * Math.min(1.8, Math.max(0.8, canvas.clientWidth / USUAL));
  if (canvas.width !== size || canvas.height !== size) canvas.width = canvas.height = size;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  return { context, size, scale, text: text * sharp };
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
