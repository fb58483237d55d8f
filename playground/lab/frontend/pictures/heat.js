// D over the plane: blue where D says real, orange where it says made by G, pale where it is undecided.

import { sigmoid } from "../engine/losses.js";
import { contour } from "./contours.js";

/** @import { Plane } from "./plane.js" */

/**
 * Contours by what is drawn: logits, what is written on them, and near which place of the plane
 * (shares of its side from the lower left), so that labels keep apart.
 * @type {Record<string, {logit: number, label: string, near: [number, number]}[]>}
 */
const LEVELS = {
  probability: [
    { logit: Math.log(1 / 9), label: "0.1", near: [0.25, 0.9] },
    { logit: 0, label: "0.5", near: [0.5, 0.5] },
    { logit: Math.log(9), label: "0.9", near: [0.85, 0.15] },
  ],
  critic: [-2, 0, 2].map((logit, k) => ({ logit, label: String(logit), near: [0.25 + 0.3 * k, 0.9 - 0.35 * k] })),
  none: [],
};
const MARGIN = 0.07; // of the side, free of labels

/** @import { Colours } from "../colours.js" */
/** @typedef {{real: number[], fake: number[], paper: number[], ink: string}} HeatColours */

/**
 * @param {Plane} plane @param {ArrayLike<number>} logits [across^2] from the lower left, NaN where unknown
 * @param {number} across @param {Colours} colours @param {string} kind of LEVELS
 */
export function drawHeat(plane, logits, across, colours, kind) {
  const { context, size } = plane;
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = "high";
  // Points of the lattice are centres of the small picture's pixels, whose outer halves fall outside.
  const cell = size / (across - 1);
  context.drawImage(small(logits, across, colours.heat), -cell / 2, -cell / 2, cell * across, cell * across);
  for (const level of LEVELS[kind]) drawContour(plane, logits, across, colours, level);
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
 * @param {Plane} plane @param {ArrayLike<number>} logits @param {number} across @param {Colours} colours
 * @param {{logit: number, label: string, near: [number, number]}} level
 */
function drawContour({ context, size, scale, text }, logits, across, { font, heat: { ink, paper } }, { logit, label, near }) {
  const unit = size / (across - 1);
  const found = contour(logits, across, logit);
  context.strokeStyle = context.fillStyle = ink;
  context.lineWidth = (logit === 0 ? 1.8 : 1) * scale;
  context.globalAlpha = 0.75;
  context.beginPath();
  for (let k = 0; k < found.length; k += 4) {
    context.moveTo(found[k] * unit, size - found[k + 1] * unit);
    context.lineTo(found[k + 2] * unit, size - found[k + 3] * unit);
  }
  context.stroke();
  context.globalAlpha = 1;
  const at = labelled(found, across - 1, near);
  if (!at) return;
  context.font = `600 ${text}px ${font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.strokeStyle = `rgb(${paper.join(" ")} / 0.85)`;
  context.lineWidth = 0.35 * text;
  context.strokeText(label, at[0] * unit, size - at[1] * unit);
  context.fillText(label, at[0] * unit, size - at[1] * unit);
}

/**
 * Where a contour is labelled: its place nearest to `near`, away from the edges; null for one that is short.
 * @param {number[]} found segments @param {number} side @param {[number, number]} near shares of the side
 * @returns {[number, number] | null}
 */
export function labelled(found, side, near) {
  if (found.length < 40) return null;
  let [best, distance] = [/** @type {[number, number] | null} */ (null), Infinity];
  for (let k = 0; k < found.length; k += 4) {
    const [x, y] = [found[k], found[k + 1]];
    if (Math.min(x, y, side - x, side - y) < MARGIN * side) continue;
    const away = Math.hypot(x / side - near[0], y / side - near[1]);
    if (away < distance) [best, distance] = [[x, y], away];
  }
  return best;
}
