// The phase plane of the Dirac-GAN: the field, the path, and D as a line over its two points.

import { field } from "../engine/dirac.js";

/** @import { Colours } from "../colours.js" */
/** @import { Rules } from "../engine/dirac.js" */

const SIDE = 2.2; // the plane is [-SIDE, SIDE]^2
const ARROWS = 17; // along a side

/**
 * @param {HTMLCanvasElement} canvas @param {number[]} path theta, psi in turn @param {Rules} rules
 * @param {Colours} colours @param {number} text
 */
export function drawPhase(canvas, path, rules, { ink, paper, fake, font }, text) {
  const { context, width: size } = sized(canvas, canvas.clientWidth, canvas.clientWidth);
  if (size < 40) return;
  const x = (/** @type {number} */ theta) => ((theta + SIDE) / (2 * SIDE)) * size;
  const y = (/** @type {number} */ psi) => ((SIDE - psi) / (2 * SIDE)) * size;
  context.fillStyle = paper;
  context.fillRect(0, 0, size, size);
  context.strokeStyle = context.fillStyle = ink;
  context.font = `${text}px ${font}`;
  drawAxes(context, x, y, size);
  drawField(context, x, y, rules, size);
  context.strokeStyle = context.fillStyle = fake;
  context.lineWidth = 2.2;
  context.lineJoin = "round";
  context.beginPath();
  for (let k = 0; k < path.length; k += 2) context.lineTo(x(path[k]), y(path[k + 1]));
  context.stroke();
  if (path.length < 400) for (let k = 0; k < path.length; k += 2) dot(context, x(path[k]), y(path[k + 1]), 2.4);
  context.strokeStyle = ink;
  context.lineWidth = 2;
  ring(context, x(path[0]), y(path[1]), 7);
  dot(context, x(path[path.length - 2]), y(path[path.length - 1]), 7);
  context.stroke();
}

/** The point of the plane under a pointer. @param {HTMLCanvasElement} canvas @param {{clientX: number, clientY: number}} event @returns {[number, number]} */
export function phaseAt(canvas, { clientX, clientY }) {
  const box = canvas.getBoundingClientRect();
  return [((clientX - box.left) / box.width) * 2 * SIDE - SIDE, SIDE - ((clientY - box.top) / box.height) * 2 * SIDE];
}

/**
 * D's line over the real point 0 and the fake theta.
 * @param {HTMLCanvasElement} canvas @param {number} theta @param {number} psi @param {Colours} colours @param {number} text
 */
export function drawDuel(canvas, theta, psi, { ink, fake, real, font }, text) {
  const { context, width, height } = sized(canvas, canvas.clientWidth, canvas.clientHeight);
  if (width < 40 || height < 20) return;
  const x = (/** @type {number} */ at) => ((Math.max(-SIDE, Math.min(SIDE, at)) + SIDE) / (2 * SIDE)) * width;
  const middle = height / 2;
  context.clearRect(0, 0, width, height);
  context.strokeStyle = ink;
  context.globalAlpha = 0.4;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(0, middle);
  context.lineTo(width, middle);
  context.stroke();
  context.globalAlpha = 1;
  context.strokeStyle = real;
  context.lineWidth = 2.5;
  context.beginPath();
  context.moveTo(0, middle + psi * middle * 0.4 * SIDE);
  context.lineTo(width, middle - psi * middle * 0.4 * SIDE);
  context.stroke();
  context.strokeStyle = ink;
  context.lineWidth = 2;
  ring(context, x(0), middle, 7);
  context.stroke();
  context.fillStyle = fake;
  context.beginPath();
  for (const [dx, dy] of [[0, -9], [9, 0], [0, 9], [-9, 0]]) context.lineTo(x(theta) + dx, middle + dy);
  context.fill();
  context.fillStyle = ink;
  context.font = `${text}px ${font}`;
  context.textBaseline = "bottom";
  context.fillText("D: logit ψ·x   ○ real at 0   ◆ fake at θ", 4, height - 2);
}

/** @param {HTMLCanvasElement} canvas @param {number} width @param {number} height */
function sized(canvas, width, height) {
  const scale = globalThis.devicePixelRatio || 1;
  const [w, h] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
  if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.setTransform(scale, 0, 0, scale, 0, 0);
  return { context, width, height };
}

/** @param {CanvasRenderingContext2D} context @param {(v: number) => number} x @param {(v: number) => number} y @param {number} size */
function drawAxes(context, x, y, size) {
  context.globalAlpha = 0.35;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(0, y(0));
  context.lineTo(size, y(0));
  context.moveTo(x(0), 0);
  context.lineTo(x(0), size);
  context.stroke();
  context.globalAlpha = 0.85;
  context.textAlign = "right";
  context.textBaseline = "bottom";
  context.fillText("θ, where G’s fake is", size - 6, y(0) - 4);
  context.textAlign = "left";
  context.textBaseline = "top";
  context.fillText("ψ, slope of D", x(0) + 6, 6);
  context.globalAlpha = 1;
}

/** @param {CanvasRenderingContext2D} context @param {(v: number) => number} x @param {(v: number) => number} y @param {Rules} rules @param {number} size */
function drawField(context, x, y, rules, size) {
  const cell = size / ARROWS;
  context.globalAlpha = 0.4;
  context.lineWidth = 1.1;
  context.beginPath();
  for (let row = 0; row < ARROWS; row++) {
    for (let column = 0; column < ARROWS; column++) {
      const theta = ((2 * (column + 0.5)) / ARROWS - 1) * SIDE;
      const psi = ((2 * (row + 0.5)) / ARROWS - 1) * SIDE;
      const [a, b] = field(theta, psi, rules);
      const strength = Math.hypot(a, b);
      if (!(strength > 1e-6)) continue;
      const length = (0.75 * cell * strength) / (strength + 0.35);
      const angle = Math.atan2(-b, a);
      const [x1, y1] = [x(theta) - (length / 2) * Math.cos(angle), y(psi) - (length / 2) * Math.sin(angle)];
      const [x2, y2] = [x1 + length * Math.cos(angle), y1 + length * Math.sin(angle)];
      context.moveTo(x1, y1);
      context.lineTo(x2, y2);
      for (const side of [angle + 2.6, angle - 2.6]) {
        context.moveTo(x2, y2);
        context.lineTo(x2 + 4 * Math.cos(side), y2 + 4 * Math.sin(side));
      }
    }
  }
  context.stroke();
  context.globalAlpha = 1;
}

/** @param {CanvasRenderingContext2D} context @param {number} x @param {number} y @param {number} radius */
function dot(context, x, y, radius) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}

/** @param {CanvasRenderingContext2D} context @param {number} x @param {number} y @param {number} radius */
function ring(context, x, y, radius) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.stroke();
}
