// One moment of the lab as a picture: its layers, from the lowest to the uppermost.

import { HEAT, MANIFOLD } from "./session.js";
import { drawArrows, unitOf } from "./pictures/arrows.js";
import { drawHeat } from "./pictures/heat.js";
import { drawManifold } from "./pictures/manifold.js";
import { planeOf } from "./pictures/plane.js";
import { drawFakes, drawReals, drawTrails } from "./pictures/points.js";

/** @import { Colours } from "./colours.js" */

/** Layers in the order of their keys 1 to 8, and which are on at first. */
export const LAYERS = Object.freeze([
  { name: "reals", title: "Reals", on: true },
  { name: "fakes", title: "Fakes", on: true },
  { name: "heat", title: "D(x)", on: true },
  { name: "best", title: "Best D", on: false },
  { name: "gap", title: "Gap to it", on: false },
  { name: "manifold", title: "G’s manifold", on: false },
  { name: "arrows", title: "Arrows", on: false },
  { name: "trails", title: "Trails", on: false },
]);

/** Losses whose D is a critic: its output is no probability. */
export const CRITICS = Object.freeze(["wasserstein", "hinge", "least_squares", "relativistic"]);

/**
 * @param {HTMLCanvasElement} canvas
 * @param {any} frame from session.js @param {{reals: Float64Array}} still
 * @param {Record<string, boolean>} layers @param {ArrayLike<number>[]} past fakes of steps before
 * @param {Colours} colours
 * @returns {number} what one unit of length of an arrow stands for; 0 without arrows
 */
export function drawPicture(canvas, frame, still, layers, past, colours) {
  const plane = planeOf(canvas);
  const { context, size } = plane;
  context.fillStyle = colours.paper;
  context.fillRect(0, 0, size, size);
  const critic = CRITICS.includes(frame.settings.loss);
  if (layers.gap && frame.best && frame.heat) {
    drawHeat(plane, gap(frame.heat, frame.best), HEAT, colours.heat, { critic: true });
  } else if (layers.best && frame.best) {
    drawHeat(plane, asLogits(frame.best), HEAT, colours.heat);
  } else if (layers.heat && frame.heat) {
    drawHeat(plane, frame.heat, HEAT, colours.heat, { critic });
  }
  if (layers.reals) drawReals(plane, still.reals, colours.ink);
  if (layers.manifold && frame.manifold) {
    drawManifold(plane, frame.manifold, MANIFOLD, colours.fake, frame.settings.z_dim === 1);
  }
  if (layers.trails) drawTrails(plane, past, colours.fake);
  if (layers.fakes) drawFakes(plane, frame.fakes, colours.fake, colours.paper);
  if (!layers.arrows || !frame.arrows) return 0;
  const unit = unitOf(frame.arrows);
  drawArrows(plane, frame.fakes, frame.arrows, unit, colours.ink);
  return unit;
}

/** @param {ArrayLike<number>} best D* as probabilities */
function asLogits(best) {
  return Float64Array.from(best, (p) => Math.log(p) - Math.log1p(-p));
}

/** D - D*, twice as logits so that 0 is pale. @param {ArrayLike<number>} logits @param {ArrayLike<number>} best */
function gap(logits, best) {
  return Float64Array.from(best, (p, k) => 6 * (1 / (1 + Math.exp(-logits[k])) - p));
}
