/**
 * Where a quantity on a lattice crosses a level, by marching squares: segments within each cell.
 * @param {ArrayLike<number>} values [across^2], row by row from the lower left
 * @param {number} across points along a side
 * @param {number} level
 * @returns {number[]} x1, y1, x2, y2 of each segment, in units of lattice points
 */
export function contour(values, across, level) {
  /** @type {number[]} */
  const out = [];
  for (let row = 0; row + 1 < across; row++) {
    for (let column = 0; column + 1 < across; column++) {
      const at = row * across + column;
      const corners = [values[at], values[at + 1], values[at + across + 1], values[at + across]];
      if (corners.some(Number.isNaN)) continue;
      cell(out, corners, level, column, row);
    }
  }
  return out;
}

/** Edges of a cell in the order of its corners: lower, right, upper, left. */
const CORNER = [[0, 0], [1, 0], [1, 1], [0, 1]];

/**
 * @param {number[]} out @param {number[]} corners @param {number} level
 * @param {number} column @param {number} row
 */
function cell(out, corners, level, column, row) {
  /** @type {number[][]} */
  const crossings = [];
  for (let k = 0; k < 4; k++) {
    const next = (k + 1) % 4;
    const [a, b] = [corners[k] - level, corners[next] - level];
    if (a < 0 === b < 0) continue;
    const t = a / (a - b);
    crossings.push([
      column + CORNER[k][0] + t * (CORNER[next][0] - CORNER[k][0]),
      row + CORNER[k][1] + t * (CORNER[next][1] - CORNER[k][1]),
    ]);
  }
  // Four crossings are a saddle; which two belong together makes no difference at this size.
  for (let k = 0; k + 1 < crossings.length; k += 2) out.push(...crossings[k], ...crossings[k + 1]);
}
