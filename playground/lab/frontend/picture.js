// One moment of the lab as a picture: its layers, from the lowest to the uppermost.

import { HEAT, MANIFOLD } from "./session.js";
import { drawArrows, unitOf } from "./pictures/arrows.js";
import { drawHalf } from "./pictures/half_step.js";
import { drawHeat } from "./pictures/heat.js";
import { drawManifold } from "./pictures/manifold.js";
import { planeOf } from "./pictures/plane.js";
import { drawFakes, drawReals, drawTrails } from "./pictures/points.js";

/** @import { Colours } from "./colours.js" */

/** Layers in the order of their keys 1 to 8, and which are on at first. */
export const LAYERS = Object.freeze([
  { name: "reals", title: "Reals", mark: "○", on: true, words: "Points of the data, which G never sees" },
  { name: "fakes", title: "Fakes", mark: "◆", on: true, words: "G(z) of the same z throughout" },
  { name: "heat", title: "D(x)", mark: "▥", on: true, words: "What D says of every place: blue real, orange fake, contours at 0.1, 0.5 and 0.9" },
  { name: "best", title: "Best D", mark: "★", on: false, words: "The best possible D against this G: p / (p + q)" },
  { name: "gap", title: "Gap to best", mark: "±", on: false, words: "D minus the best possible D: blue too high, orange too low" },
  { name: "manifold", title: "Manifold", mark: "▦", on: false, words: "Where G puts a square grid of z; crosses where it is folded over" },
  { name: "arrows", title: "Arrows", mark: "↗", on: false, words: "Where the loss of G pulls each fake; press A for the gradient of D’s logit" },
  { name: "trails", title: "Trails", mark: "∿", on: false, words: "The last 50 steps of some fakes" },
]);

/** Losses whose D has no probability as its output. */
export const CRITICS = Object.freeze(["wasserstein", "hinge", "least_squares", "relativistic"]);

/**
 * @param {HTMLCanvasElement} canvas
 * @param {any} frame from session.js @param {{reals: Float64Array}} still
 * @param {Record<string, boolean>} layers @param {ArrayLike<number>[]} past fakes of steps before
 * @param {Colours} colours @param {any} [half] of slow motion @param {boolean} [present] large words
 * @returns {number} what one unit of length of an arrow stands for; 0 without arrows
 */
export function drawPicture(canvas, frame, still, layers, past, colours, half = null, present = false) {
  const plane = planeOf(canvas, present ? 20 : 13);
  const { context, size } = plane;
  context.fillStyle = colours.paper;
  context.fillRect(0, 0, size, size);
  drawGround(plane, frame, layers, colours);
  if (layers.manifold && frame.manifold) {
    drawManifold(plane, frame.manifold, MANIFOLD, colours.fake, frame.settings.z_dim === 1);
  }
  if (half) return drawHalf(plane, { ...half, zDim: frame.settings.z_dim }, colours, HEAT);
  if (layers.reals) drawReals(plane, still.reals, colours.ink);
  if (layers.trails) drawTrails(plane, past, colours.fake);
  if (layers.fakes) drawFakes(plane, frame.fakes, colours.fake, colours.paper);
  if (!layers.arrows || !frame.arrows) return 0;
  const unit = unitOf(frame.arrows);
  drawArrows(plane, frame.fakes, frame.arrows, unit, colours.ink);
  return unit;
}

/** D, the best possible D, or the gap between them.
 * @param {import("./pictures/plane.js").Plane} plane @param {any} frame @param {Record<string, boolean>} layers @param {Colours} colours */
function drawGround(plane, { heat, best, settings }, layers, colours) {
  if (layers.gap && best && heat) {
    drawHeat(plane, gap(heat, best), HEAT, colours, "none");
  } else if (layers.best && best) {
    drawHeat(plane, asLogits(best), HEAT, colours, "probability");
  } else if (layers.heat && heat) {
    drawHeat(plane, heat, HEAT, colours, CRITICS.includes(settings.loss) ? "critic" : "probability");
  }
}

/** @param {ArrayLike<number>} best D* as probabilities */
function asLogits(best) {
  return Float64Array.from(best, (p) => Math.log(p) - Math.log1p(-p));
}

/** D - D*, as logits so that 0 is pale. @param {ArrayLike<number>} logits @param {ArrayLike<number>} best */
function gap(logits, best) {
  return Float64Array.from(best, (p, k) => 6 * (1 / (1 + Math.exp(-logits[k])) - p));
}
