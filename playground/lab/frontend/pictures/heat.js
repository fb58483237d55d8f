// D over the plane: blue where D says real, orange where it says made by G, pale where it is undecided.

import { sigmoid } from "../engine/losses.js";
import { contour } from "./contours.js";

/** @import { Plane } from "./plane.js" */

/** Contours of D(x): logits, and what is written on them. */
const LEVELS = [
  { logit: Math.log(1 / 9), label: "0.1" },
  { logit: 0, label: "0.5" },
  { logit: Math.log(9), label: "0.9" },
];
/** Contours of a critic, whose output is not a probability. */
const CRITIC_LEVELS = [-2, 0, 2].map((logit) => ({ logit, label: String(logit) }));

/** @typedef {{real: number[], fake: number[], paper: number[], ink: string}} HeatColours */

/**
 * @param {Plane} plane @param {ArrayLike<number>} logits [across^2] from the lower left, NaN where unknown
 * @param {number} across @param {HeatColours} colours @param {{critic?: boolean}} [how]
 */
export function drawHeat(plane, logits, across, colours, { critic = false } = {}) {
  const { context, size } = plane;
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = "high";
  // Points of the lattice are centres of the small picture's pixels, whose outer halves fall outside.
  const cell = size / (across - 1);
  context.drawImage(small(logits, across, colours), -cell / 2, -cell / 2, cell * across, cell * across);
  drawContours(plane, logits, across, colours.ink, critic ? CRITIC_LEVELS : LEVELS);
}

/** @type {HTMLCanvasElement | null} */
let kept = null;

/** @param {ArrayLike<number>} logits @param {number} across @param {HeatColours} colours */
function small(logits, across, { real, fake, paper }) {
  kept ??= document.createElement("canvas");
  if (kept.width !== across) kept.width = kept.height = across;
  const context = /** @type {CanvasRenderingContext2D} */ (kept.getContext("2d"));
  const image = context.createImageData(across, across);
  for (let row = 0; row < across; row++) {
    for (let column = 0; column < across; column++) {
      const logit = logits[(across - 1 - row) * across + column];
      const surely = Number.isNaN(logit) ? 0 : 2 * sigmoid(logit) - 1;
      const colour = surely > 0 ? real : fake;
      const share = 0.62 * Math.abs(surely);
      const at = 4 * (row * across + column);
      for (let k = 0; k < 3; k++) image.data[at + k] = paper[k] + share * (colour[k] - paper[k]);
      image.data[at + 3] = 255;
    }
  }
  context.putImageData(image, 0, 0);
  return kept;
}

/**
 * @param {Plane} plane @param {ArrayLike<number>} logits @param {number} across @param {string} ink
 * @param {{logit: number, label: string}[]} levels
 */
function drawContours({ context, size, scale }, logits, across, ink, levels) {
  const unit = size / (across - 1);
  context.strokeStyle = context.fillStyle = ink;
  context.font = `${11 * scale}px sans-serif`;
  for (const { logit, label } of levels) {
    const found = contour(logits, across, logit);
    context.lineWidth = (label === "0.5" || label === "0" ? 1.6 : 0.8) * scale;
    context.globalAlpha = 0.75;
    context.beginPath();
    for (let k = 0; k < found.length; k += 4) {
      context.moveTo(found[k] * unit, size - found[k + 1] * unit);
      context.lineTo(found[k + 2] * unit, size - found[k + 3] * unit);
    }
    context.stroke();
    context.globalAlpha = 1;
    const middle = 4 * Math.floor(found.length / 8);
    if (found.length > 16) {
      context.fillText(label, found[middle] * unit + 3 * scale, size - found[middle + 1] * unit - 3 * scale);
    }
  }
}
