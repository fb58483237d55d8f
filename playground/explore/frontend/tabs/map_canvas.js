// The drawing of the seed map: images at positions that are powers of two apart, kept once they are drawn.

import { cellAt, cellsInView, cellSpacing } from "../../../shared/frontend/generator/seed_map.js";
import { drawPoints } from "../images/draw_points.js";
import { fitPoint, seedPart } from "../state/point.js";
import { atPosition } from "../state/seed_map.js";
import { DRAWING_FIELDS, query } from "../state/view.js";

/** @import { Explorer } from "../explorer.js" */
/** @import { Position } from "../../../shared/frontend/generator/seed_map.js" */

const UNIT = { first: 96, least: 14, most: 640 }; // CSS pixels from one seed to the next
const A_REQUEST = 24; // images
const KEPT = 4000; // images
const BORDER = 1; // CSS pixels around each image

/**
 * @param {Explorer} explorer
 * @param {HTMLCanvasElement} element
 * @param {() => Position} centre
 */
export function createMapCanvas(explorer, element, centre) {
  const context = /** @type {CanvasRenderingContext2D} */ (element.getContext("2d"));
  /** @type {Map<string, HTMLCanvasElement>} */
  const images = new Map();
  let unit = UNIT.first, drawnFor = ""; // what the kept images were drawn with
  new ResizeObserver(() => { draw(); explorer.queue.ask("map"); }).observe(element);

  const mapWindow = () => ({ width: element.clientWidth, height: element.clientHeight, unit, centre: centre() });

  function draw() {
    const { width, height } = mapWindow(), size = cellSpacing(unit) * unit;
    if (!width) return;
    const ratio = window.devicePixelRatio || 1;
    const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (element.width !== w || element.height !== h) { element.width = w; element.height = h; }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    context.imageSmoothingEnabled = false;
    for (const { key, left, top } of cellsInView(mapWindow())) {
      const image = images.get(key), side = Math.round(size) - 2 * BORDER;
      if (image) context.drawImage(image, Math.round(left) + BORDER, Math.round(top) + BORDER, side, side);
    }
    frameCurrent(width, height, size);
  }

  /** @type {(width: number, height: number, size: number) => void} */
  function frameCurrent(width, height, size) {
    const { backgroundColor, color } = getComputedStyle(element);
    for (const [line, colour] of /** @type {[number, string][]} */ ([[5, backgroundColor], [3, color]])) {
      context.lineWidth = line;
      context.strokeStyle = colour;
      context.strokeRect(width / 2 - size / 2, height / 2 - size / 2, size, size);
    }
  }

  return {
    draw,
    unit: () => unit,
    /** @param {number} factor */
    zoom(factor) {
      unit = Math.min(UNIT.most, Math.max(UNIT.least, unit * factor));
      draw();
    },
    /**
     * The position of the image at this place of the map.
     * @param {number} left CSS pixels
     * @param {number} top
     */
    cellAt: (left, top) => cellAt(mapWindow(), left, top),
    /** Asks for images that are in view and not there, a few at a time, until none is missing. */
    async fetch() {
      const { view, defaults, model } = explorer;
      if (view.tab !== "seed-map" || !model) return;
      const base = fitPoint(view.point, model);
      const asked = String(query(view, defaults, DRAWING_FIELDS)) + base.slice(seedPart(base).length);
      if (asked !== drawnFor || images.size > KEPT) { images.clear(); drawnFor = asked; }
      const missing = cellsInView(mapWindow()).filter(({ key }) => !images.has(key));
      if (!missing.length) return draw();
      const some = missing.slice(0, A_REQUEST);
      const drawn = some.map(() => document.createElement("canvas"));
      await drawPoints(explorer, some.map(({ x, y }) => atPosition(base, x, y)), drawn);
      some.forEach(({ key }, index) => images.set(key, drawn[index]));
      draw();
      if (missing.length > some.length) explorer.queue.ask("map");
    },
  };
}
