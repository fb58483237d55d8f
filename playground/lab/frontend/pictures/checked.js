// Losses of 100 steps: lines are those of this browser, rings those of PyTorch.

import { rangeOf } from "../curves.js";

/** @import { Colours } from "../colours.js" */
/** @typedef {{loss_D: (number | null)[], loss_G: (number | null)[]}} Losses */

const RING_EVERY = 4; // steps

/** @param {HTMLCanvasElement} canvas @param {Losses} own @param {Losses} torch @param {Colours} colours */
export function drawChecked(canvas, own, torch, colours) {
  const scale = globalThis.devicePixelRatio || 1;
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  Object.assign(canvas, { width: Math.round(width * scale), height: Math.round(height * scale) });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.scale(scale, scale);
  const all = [...own.loss_D, ...own.loss_G, ...torch.loss_D, ...torch.loss_G].map((value) => value ?? NaN);
  const [low, high] = rangeOf(all);
  const x = (/** @type {number} */ k) => 8 + (k / Math.max(1, own.loss_D.length - 1)) * (width - 16);
  const y = (/** @type {number | null} */ value) => height - 8 - (((value ?? NaN) - low) / (high - low)) * (height - 34);
  context.lineWidth = 1.8;
  for (const [name, colour, dash] of /** @type {const} */ ([["loss_D", colours.real, []], ["loss_G", colours.fake, [6, 3]]])) {
    context.strokeStyle = colour;
    context.setLineDash([...dash]);
    context.beginPath();
    own[name].forEach((value, k) => context.lineTo(x(k), y(value)));
    context.stroke();
    context.setLineDash([]);
    context.strokeStyle = colours.ink;
    context.beginPath();
    torch[name].forEach((value, k) => {
      if (k % RING_EVERY) return;
      context.moveTo(x(k) + 3.5, y(value));
      context.arc(x(k), y(value), 3.5, 0, 2 * Math.PI);
    });
    context.stroke();
  }
  context.fillStyle = colours.ink;
  context.font = `13px ${colours.font}`;
  context.textBaseline = "top";
  context.fillText("— this browser   ○ PyTorch   blue: loss of D, orange: loss of G", 8, 4);
}
