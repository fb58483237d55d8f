// The losses above, the JS divergence below, over one axis of steps. D solid, G dashed, least possible dotted.

import { rangeOf, thinned, ticksOf } from "../curves.js";

/** @import { Colours } from "../colours.js" */
/**
 * @typedef {{records: any[], scores: any[], ghost: {records: any[], scores: any[]} | null,
 *   changes: {step: number}[], step: number, end: number}} Curves
 * @typedef {{context: CanvasRenderingContext2D, left: number, right: number, top: number, bottom: number,
 *   range: [number, number], end: number}} Box
 */

const MOST = 300; // points of a line

/** @param {HTMLCanvasElement} canvas @param {Curves} curves @param {Colours} colours @param {number} text pixels */
export function drawCurves(canvas, curves, colours, text) {
  const scale = globalThis.devicePixelRatio || 1;
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  if (width < 40 || height < 40) return;
  if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
  }
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  context.font = `${text}px ${colours.font}`;
  const [left, right] = [3.1 * text, width - 8];
  const middle = 0.6 * (height - text);
  const losses = [...curves.records.flatMap(({ loss_D, loss_G }) => [loss_D, loss_G]),
    ...curves.scores.map(({ floor_D }) => floor_D)];
  const common = { context, left, right, end: curves.end };
  const upper = { ...common, top: 0.5 * text, bottom: middle - 0.5 * text, range: rangeOf(losses) };
  const lower = { ...common, top: middle + 0.6 * text, bottom: height - 1.6 * text, range: /** @type {[number, number]} */ ([0, 1]) };
  drawAxes(upper, colours.ink, 3);
  drawAxes(lower, colours.ink, 2);
  drawSteps(lower, colours.ink, text);
  if (curves.ghost) drawLines(upper, lower, curves.ghost, colours, 0.28);
  drawMarks(upper, lower, curves, colours.ink);
  drawLines(upper, lower, curves, colours, 1);
}

/** @param {Box} box @param {number} step */
const across = ({ left, right, end }, step) => left + (step / end) * (right - left);
/** @param {Box} box @param {number} value */
const down = ({ top, bottom, range: [low, high] }, value) =>
  bottom - ((Math.min(high, Math.max(low, value)) - low) / (high - low)) * (bottom - top);

/** @param {Box} box @param {string} ink @param {number} count */
function drawAxes(box, ink, count) {
  const { context, left, right, range } = box;
  context.fillStyle = context.strokeStyle = ink;
  context.lineWidth = 1;
  context.setLineDash([]);
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const tick of ticksOf(range, count)) {
    const y = down(box, tick);
    context.globalAlpha = 0.15;
    context.beginPath();
    context.moveTo(left, y);
    context.lineTo(right, y);
    context.stroke();
    context.globalAlpha = 0.8;
    context.fillText(String(tick), left - 6, y);
  }
  context.globalAlpha = 1;
}

/** @param {Box} box @param {string} ink @param {number} text */
function drawSteps(box, ink, text) {
  const { context, bottom, right } = box;
  context.fillStyle = ink;
  context.globalAlpha = 0.8;
  context.textBaseline = "top";
  for (const tick of ticksOf([0, box.end], 5)) {
    const x = across(box, tick);
    context.textAlign = x > right - 2 * text ? "right" : "center";
    context.fillText(tick.toLocaleString("en"), x, bottom + 0.4 * text);
  }
  context.globalAlpha = 1;
}

/** @param {Box} upper @param {Box} lower @param {Curves} curves @param {string} ink */
function drawMarks(upper, lower, { changes, step }, ink) {
  const { context } = upper;
  context.strokeStyle = context.fillStyle = ink;
  context.lineWidth = 1;
  for (const change of changes) {
    const x = across(upper, change.step);
    context.globalAlpha = 0.55;
    context.setLineDash([2, 3]);
    context.beginPath();
    context.moveTo(x, upper.top);
    context.lineTo(x, lower.bottom);
    context.stroke();
    context.setLineDash([]);
    context.globalAlpha = 1;
    context.beginPath();
    context.moveTo(x - 5, upper.top - 4);
    context.lineTo(x + 5, upper.top - 4);
    context.lineTo(x, upper.top + 4);
    context.fill();
  }
  const x = across(upper, step);
  context.lineWidth = 1.5;
  context.globalAlpha = 0.7;
  context.beginPath();
  context.moveTo(x, upper.top);
  context.lineTo(x, lower.bottom);
  context.stroke();
  context.globalAlpha = 1;
}

/** @param {Box} upper @param {Box} lower @param {{records: any[], scores: any[]}} run @param {Colours} colours @param {number} alpha */
function drawLines(upper, lower, { records, scores }, colours, alpha) {
  const { context } = upper;
  context.globalAlpha = alpha;
  line(upper, thinned(scores, "floor_D", MOST), colours.ink, 1.2, [1.5, 3]);
  line(upper, thinned(records, "loss_D", MOST), colours.real, 1.8, []);
  line(upper, thinned(records, "loss_G", MOST), colours.fake, 1.8, [6, 3]);
  line(lower, thinned(scores, "js", MOST), colours.ink, 2, []);
  context.globalAlpha = 1;
  context.setLineDash([]);
}

/** @param {Box} box @param {[number, number][]} points @param {string} colour @param {number} width @param {number[]} dash */
function line(box, points, colour, width, dash) {
  const { context } = box;
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.setLineDash(dash);
  context.beginPath();
  let begun = false;
  for (const [step, value] of points) {
    if (!Number.isFinite(value)) continue;
    const [x, y] = [across(box, step), down(box, value)];
    if (begun) context.lineTo(x, y);
    else context.moveTo(x, y);
    begun = true;
  }
  context.stroke();
}
