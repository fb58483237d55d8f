// The seed map: a drag moves over a map on which grid points are seeds and places between them blend four.

import { element, find, say } from "../elements.js";
import { cellAt, cellsInView, cellSpacing, cornersOf, positionWords } from "../generator/seed_map.js";
import { onPointerDrag } from "../pointer_drag.js";
import { keyOf } from "./artist.js";
import { savePng } from "./save_files.js";
import { createSlices } from "./slices.js";

/** @import { Keyframe } from "../generator/keyframes.js" */
/** @import { Cell, Position } from "../generator/seed_map.js" */
/** @import { Artist } from "./artist.js" */

const UNIT = { first: 80, least: 20, most: 640 }; // CSS pixels from one seed to the next
const ZOOM = 2, KEPT = 2000, PNG_SCALE = 10; // KEPT: images
/** @type {Record<string, Position>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * @param {Artist} artist
 * @param {(key: Keyframe) => void} use the image in the middle
 */
export function createSeedMap(artist, use) {
  const section = find(document, ".map", "section"), map = find(section, ".seeds", "canvas");
  const current = find(section, ".there", "canvas"), where = find(section, ".where", "p");
  const context = /** @type {CanvasRenderingContext2D} */ (map.getContext("2d"));
  const inSlices = createSlices();
  /** @type {Map<string, HTMLCanvasElement>} */
  const kept = new Map();
  /** @type {Position} */
  let centre = [12, 3];
  let unit = UNIT.first;

  const mapWindow = () => ({ width: map.clientWidth, height: map.clientHeight, unit, centre });
  /** @type {(x: number, y: number) => Keyframe} */
  const keyAt = (x, y) => keyOf(cornersOf(x, y).filter(([, weight]) => weight));

  function draw() {
    artist.drawKey(current, keyAt(...centre));
    say(where, positionWords(...centre));
    if (!map.clientWidth) return;
    clear();
    if (kept.size > KEPT) kept.clear();
    const cells = cellsInView(mapWindow()), isDrawn = (/** @type {Cell} */ { key }) => kept.has(key);
    cells.filter(isDrawn).forEach(place);
    frame();
    inSlices(cells.filter((cell) => !isDrawn(cell)), (cell) => {
      const canvas = element("canvas");
      artist.drawKey(canvas, keyAt(cell.x, cell.y));
      kept.set(cell.key, canvas);
      place(cell);
      frame();
    });
  }

  function clear() {
    const { width, height } = mapWindow(), ratio = window.devicePixelRatio || 1;
    Object.assign(map, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.imageSmoothingEnabled = false;
  }

  /** @param {Cell} cell that is drawn */
  function place({ key, left, top }) {
    const image = kept.get(key), side = Math.round(cellSpacing(unit) * unit) - 2;
    if (image) context.drawImage(image, Math.round(left) + 1, Math.round(top) + 1, side, side);
  }

  function frame() {
    const { width, height } = mapWindow(), side = cellSpacing(unit) * unit;
    const { backgroundColor, color } = getComputedStyle(map);
    for (const [lineWidth, strokeStyle] of [[5, backgroundColor], [3, color]]) {
      Object.assign(context, { lineWidth, strokeStyle });
      context.strokeRect((width - side) / 2, (height - side) / 2, side, side);
    }
  }

  /** @param {number} x @param {number} y */
  function moveTo(x, y) {
    centre = [x, y];
    draw();
  }
  /** @param {number} factor */
  function zoom(factor) {
    unit = Math.min(UNIT.most, Math.max(UNIT.least, unit * factor));
    draw();
  }

  onPointerDrag(map, {
    start: () => undefined,
    move: (dx, dy) => moveTo(centre[0] - dx / unit, centre[1] - dy / unit),
    click: (x, y) => moveTo(...cellAt(mapWindow(), x, y)),
  });
  map.addEventListener("keydown", (event) => {
    const arrow = ARROWS[event.key], distance = event.shiftKey ? 1 : 0.1;
    if (!arrow) return;
    moveTo(centre[0] + arrow[0] * distance, centre[1] + arrow[1] * distance);
    event.preventDefault();
  });
  find(section, ".zoom-in", "button").addEventListener("click", () => zoom(ZOOM));
  find(section, ".zoom-out", "button").addEventListener("click", () => zoom(1 / ZOOM));
  find(section, ".snap", "button").addEventListener("click", () => moveTo(Math.round(centre[0]), Math.round(centre[1])));
  find(section, ".use-there", "button").addEventListener("click", () => use(keyAt(...centre)));
  find(section, ".save-there", "button").addEventListener("click", () => savePng([current], 1, PNG_SCALE, "map.png"));
  new ResizeObserver(draw).observe(map);
}
