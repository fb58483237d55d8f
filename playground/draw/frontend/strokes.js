// Strokes as numbers: what a pointer gave, and the smooth curves that are drawn through it.

/**
 * @typedef {{ x: number, y: number, width: number }} Point in canvas pixels
 * @typedef {Point[]} Stroke
 * @typedef {{ from: Point, control: Point, to: Point }} Curve quadratic; as wide as `control`
 */

export const SIDE = 560; // px of the canvas, 20 times what D sees of most drawings
const WIDTH = 36; // px of a stroke; about two pixels of what D sees
const LIGHTEST = 0.5; // of the width, with a pen that hardly touches
const NEAR = 3; // px; points nearer to the last one say nothing new

/**
 * The width of the stroke at an event. Only a pen measures pressure: a mouse always says 0.5, and fingers
 * say whatever their screen does.
 * @param {{ pointerType: string, pressure: number }} event
 */
export function strokeWidth({ pointerType, pressure }) {
  return pointerType === "pen" ? WIDTH * (LIGHTEST + pressure) : WIDTH;
}

/**
 * Whether a point is worth adding to a stroke.
 * @param {Stroke} stroke
 * @param {Point} point
 */
export function isNew(stroke, point) {
  const last = stroke.at(-1);
  return !last || Math.hypot(point.x - last.x, point.y - last.y) >= NEAR;
}

/**
 * The curves of a stroke: through the middles between its points, so that they join without a corner.
 * @param {Stroke} stroke
 * @returns {Curve[]}
 */
export function curves(stroke) {
  if (!stroke.length) return [];
  const [first, last] = [stroke[0], stroke[stroke.length - 1]];
  const ends = [first, ...stroke.slice(1).map((point, index) => middle(stroke[index], point)), last];
  return stroke.map((control, index) => ({ from: ends[index], control, to: ends[index + 1] }));
}

/**
 * @param {Point} a
 * @param {Point} b
 * @returns {Point}
 */
function middle(a, b) {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, width: (a.width + b.width) / 2 };
}
