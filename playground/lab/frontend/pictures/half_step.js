// One part of a step in slow motion: the very batch that D and G work on.

import { contour } from "./contours.js";
import { drawArrows, unitOf } from "./arrows.js";
import { across, down } from "./plane.js";
import { drawFakes, drawReals } from "./points.js";

/** @import { Colours } from "../colours.js" */
/** @import { Plane } from "./plane.js" */

const LINED = 60; // z with a line to their point
const ARROWS = 96;
const Z_SCALE = 0.33; // three standard deviations fill the data's square

/**
 * @param {Plane} plane @param {any} half of slow_motion.js, with `zDim` @param {Colours} colours
 * @param {number} heatAcross points along a side of the heat map
 * @returns {number} what one unit of an arrow stands for; 0 without arrows
 */
export function drawHalf(plane, half, colours, heatAcross) {
  const { name } = half;
  if (name === "z") {
    drawFakes(plane, placed(half.z, half.zDim), colours.paper, colours.ink);
    return 0;
  }
  if (half.real) drawReals(plane, half.real, colours.ink);
  if ((name === "place" || name === "fresh_z") && half.z) {
    drawWays(plane, placed(half.z, half.zDim), half.fake, colours.ink, 0.25);
  }
  if (name === "move_D" && half.heatBefore) drawBefore(plane, half.heatBefore, heatAcross, colours.ink);
  if (name === "move_G" && half.fakeBefore) {
    drawWays(plane, half.fakeBefore, half.fake, colours.fake, 0.9, half.fake.length / 2);
    plane.context.globalAlpha = 0.3;
    drawFakes(plane, half.fakeBefore, colours.fake, colours.paper);
    plane.context.globalAlpha = 1;
  }
  if (half.fake) drawFakes(plane, half.fake, colours.fake, colours.paper);
  if (half.logits_real && half.real) drawRings(plane, half.real, half.logits_real, true, colours.ink);
  if (half.logits_fake && half.fake && name !== "arrows") drawRings(plane, half.fake, half.logits_fake, false, colours.ink);
  if (!half.arrows) return 0;
  const some = half.arrows.subarray(0, 2 * ARROWS);
  const unit = unitOf(some);
  drawArrows(plane, half.fake, some, unit, colours.ink);
  return unit;
}

/** z in the plane: its first two numbers, one number on a line. @param {Float64Array} z @param {number} dim */
function placed(z, dim) {
  const count = z.length / dim;
  const out = new Float64Array(2 * count);
  for (let i = 0; i < count; i++) {
    out[2 * i] = Z_SCALE * z[i * dim];
    out[2 * i + 1] = dim > 1 ? Z_SCALE * z[i * dim + 1] : 0;
  }
  return out;
}

/** @param {Plane} plane @param {Float64Array} from @param {Float64Array} to @param {string} colour @param {number} alpha @param {number} [most] */
function drawWays(plane, from, to, colour, alpha, most = LINED) {
  const { context, scale } = plane;
  context.strokeStyle = colour;
  context.globalAlpha = alpha;
  context.lineWidth = scale;
  context.beginPath();
  for (let k = 0; k < Math.min(2 * most, from.length, to.length); k += 2) {
    context.moveTo(across(plane, from[k]), down(plane, from[k + 1]));
    context.lineTo(across(plane, to[k]), down(plane, to[k + 1]));
  }
  context.stroke();
  context.globalAlpha = 1;
}

/** Rings around points that D takes for what they are not.
 * @param {Plane} plane @param {Float64Array} points @param {Float64Array} logits @param {boolean} real @param {string} ink */
function drawRings(plane, points, logits, real, ink) {
  const { context, scale } = plane;
  context.strokeStyle = ink;
  context.lineWidth = 1.2 * scale;
  context.beginPath();
  for (let i = 0; i < logits.length; i++) {
    if (logits[i] > 0 === real) continue;
    const [x, y] = [across(plane, points[2 * i]), down(plane, points[2 * i + 1])];
    context.moveTo(x + 6 * scale, y);
    context.arc(x, y, 6 * scale, 0, 2 * Math.PI);
  }
  context.stroke();
}

/** @param {Plane} plane @param {ArrayLike<number>} heat @param {number} heatAcross @param {string} ink */
function drawBefore({ context, size, scale }, heat, heatAcross, ink) {
  const unit = size / (heatAcross - 1);
  const found = contour(heat, heatAcross, 0);
  context.strokeStyle = ink;
  context.lineWidth = 1.6 * scale;
  context.setLineDash([6 * scale, 5 * scale]);
  context.beginPath();
  for (let k = 0; k < found.length; k += 4) {
    context.moveTo(found[k] * unit, size - found[k + 1] * unit);
    context.lineTo(found[k + 2] * unit, size - found[k + 3] * unit);
  }
  context.stroke();
  context.setLineDash([]);
}
