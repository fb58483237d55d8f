// The plane through A, B and C: a drag moves over it, and the corner opposite A is B + C − A.

import { element, find, say } from "../elements.js";
import { showImage } from "../image_on_canvas.js";
import { onPointerDrag } from "../pointer_drag.js";
import { savePng } from "./save_files.js";
import { createSlices } from "./slices.js";

/** @import { Keyframe } from "../generator/keyframes.js" */
/** @import { Artist } from "./artist.js" */
/** @import { Ends } from "./path.js" */

const CELLS = 7, PNG_SCALE = 10; // CELLS: images along each side
const STEP = 0.02, FAR = 1 / (CELLS - 1); // of the arrow keys, and with Shift
/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * @param {Artist} artist
 * @param {Ends} ends
 */
export function createPlane(artist, ends) {
  const section = find(document, ".plane", "section"), sheet = find(section, ".sheet", "canvas");
  const current = find(section, ".on-plane", "canvas"), where = find(section, ".place", "p");
  const context = /** @type {CanvasRenderingContext2D} */ (sheet.getContext("2d"));
  const cell = element("canvas"), images = element("canvas"), inSlices = createSlices();
  let u = 0.5, v = 0.25;
  /** The corners that were drawn last. @type {Keyframe[]} */
  let shown = [];

  /** @param {number} across @param {number} down */
  const imageAt = (across, down) => artist.imageOnPlane(ends.a, ends.b, ends.c, across, down);

  function drawCurrent() {
    showImage(current, imageAt(u, v), 0);
    say(where, `${percent(u)} of the way from A to B, ${percent(v)} from A to C`);
    const { width, height } = sheet, side = width / CELLS;
    context.drawImage(images, 0, 0);
    const { backgroundColor, color } = getComputedStyle(sheet);
    for (const [lineWidth, strokeStyle] of [[7, backgroundColor], [3, color]]) {
      Object.assign(context, { lineWidth, strokeStyle });
      context.strokeRect(u * (width - side), v * (height - side), side, side);
    }
  }

  function drawAll() {
    const { width, height } = imageAt(0, 0), pen = images.getContext("2d"), zoom = Math.ceil(320 / CELLS / width);
    for (const canvas of [sheet, images]) {
      Object.assign(canvas, { width: CELLS * width * zoom, height: CELLS * height * zoom });
    }
    context.imageSmoothingEnabled = false;
    if (pen) pen.imageSmoothingEnabled = false;
    inSlices(Array.from({ length: CELLS * CELLS }, (_, k) => k), (k) => {
      const column = k % CELLS, row = Math.floor(k / CELLS);
      showImage(cell, imageAt(column / (CELLS - 1), row / (CELLS - 1)), 0);
      pen?.drawImage(cell, column * width * zoom, row * height * zoom, width * zoom, height * zoom);
      drawCurrent();
    });
  }

  /** @param {number} across @param {number} down */
  function moveTo(across, down) {
    [u, v] = [across, down].map((share) => Math.min(1, Math.max(0, share)));
    drawCurrent();
  }

  /** The share of a side that a place of the sheet stands for. @param {number} pixels from its edge */
  const shareOf = (pixels) => (pixels / sheet.clientWidth * CELLS - 0.5) / (CELLS - 1);

  onPointerDrag(sheet, {
    start: () => undefined,
    move: (dx, dy) => {
      const side = sheet.clientWidth * (1 - 1 / CELLS);
      moveTo(u + dx / side, v + dy / side);
    },
    click: (x, y) => moveTo(shareOf(x), shareOf(y)),
  });
  sheet.addEventListener("keydown", (event) => {
    const arrow = ARROWS[event.key], distance = event.shiftKey ? FAR : STEP;
    if (!arrow) return;
    moveTo(u + arrow[0] * distance, v + arrow[1] * distance);
    event.preventDefault();
  });
  find(section, ".save-plane", "button").addEventListener("click", () => savePng([current], 1, PNG_SCALE, "plane.png"));

  return {
    /** Draws the plane anew where one of its corners is another. */
    show() {
      const corners = [ends.a, ends.b, ends.c];
      if (corners.every((key, k) => key === shown[k])) return;
      shown = corners;
      drawAll();
    },
  };
}

/** @param {number} share */
function percent(share) {
  return `${Math.round(100 * share)}%`;
}
