// The geometry of the seed map, as in gan_core/generator/seed_map.py, and the cells in view.

export const MAP_WIDTH = 1000; // column 12, row 3 is seed 3012
const LEAST_CELL = 62; // CSS pixels

/** @typedef {[number, number]} Position column and row, in seeds */
/**
 * @typedef {object} Cell
 * @property {string} key
 * @property {number} x
 * @property {number} y
 * @property {number} left CSS pixels from the left edge of the map
 * @property {number} top
 */
/**
 * @typedef {object} MapWindow
 * @property {number} width CSS pixels
 * @property {number} height
 * @property {number} unit CSS pixels from one seed to the next
 * @property {Position} centre
 */

/**
 * The seed at a grid point; the map repeats beyond its edges.
 * @param {number} column
 * @param {number} row
 */
export function seedAt(column, row) {
  const wrap = (/** @type {number} */ value) => ((value % MAP_WIDTH) + MAP_WIDTH) % MAP_WIDTH;
  return wrap(column) + MAP_WIDTH * wrap(row);
}

/**
 * Seeds and weights of a position: those of its four grid points.
 * @param {number} x
 * @param {number} y
 * @returns {[number, number][]}
 */
export function cornersOf(x, y) {
  const left = Math.floor(x), top = Math.floor(y);
  return [[0, 0], [1, 0], [0, 1], [1, 1]].map(([i, j]) => [
    seedAt(left + i, top + j),
    (i ? x - left : 1 - x + left) * (j ? y - top : 1 - y + top),
  ]);
}

/**
 * "between seeds 3012, 3013, 4012 and 4013".
 * @param {number} x
 * @param {number} y
 */
export function positionWords(x, y) {
  const columns = [...new Set([Math.floor(x), Math.ceil(x)])], rows = [...new Set([Math.floor(y), Math.ceil(y)])];
  const seeds = rows.flatMap((row) => columns.map((column) => seedAt(column, row)));
  return seeds.length === 1 ? `seed ${seeds[0]}` : `between seeds ${seeds.slice(0, -1).join(", ")} and ${seeds.at(-1)}`;
}

/**
 * Seeds from one cell to the next: a power of two, so that cells stay where they are while zooming.
 * @param {number} unit
 */
export function cellSpacing(unit) {
  return 2 ** Math.ceil(Math.log2(LEAST_CELL / unit));
}

/**
 * The cells in view, those nearest to the centre first.
 * @param {MapWindow} window
 * @returns {Cell[]}
 */
export function cellsInView({ width, height, unit, centre: [cx, cy] }) {
  const gap = cellSpacing(unit), cells = [];
  const reachX = Math.ceil(width / 2 / unit / gap), reachY = Math.ceil(height / 2 / unit / gap);
  for (let row = Math.round(cy / gap) - reachY; row <= Math.round(cy / gap) + reachY; row++) {
    for (let column = Math.round(cx / gap) - reachX; column <= Math.round(cx / gap) + reachX; column++) {
      const x = column * gap, y = row * gap;
      const left = width / 2 + (x - cx - gap / 2) * unit, top = height / 2 + (y - cy - gap / 2) * unit;
      cells.push({ key: `${x}:${y}`, x, y, left, top });
    }
  }
  return cells.sort((a, b) => Math.hypot(a.x - cx, a.y - cy) - Math.hypot(b.x - cx, b.y - cy));
}

/**
 * The position of the cell at this place of the map.
 * @param {MapWindow} window
 * @param {number} left CSS pixels
 * @param {number} top
 * @returns {Position}
 */
export function cellAt({ width, height, unit, centre: [cx, cy] }, left, top) {
  const gap = cellSpacing(unit);
  const nearest = (/** @type {number} */ value) => Math.round(value / gap) * gap;
  return [nearest(cx + (left - width / 2) / unit), nearest(cy + (top - height / 2) / unit)];
}
