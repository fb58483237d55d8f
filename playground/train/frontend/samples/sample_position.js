// Where on a sample grid a pointer is, and where its note fits. Numbers in, numbers out.

/**
 * @typedef {object} Position
 * @property {number} place of the sample: its number on the grid
 * @property {number} column
 * @property {number} row
 * @property {number} rows of the grid
 */

/**
 * The sample under a point of the drawn image; undefined beside it.
 * @param {{ x: number, y: number }} point from the upper left corner of the drawn box
 * @param {{ width: number, height: number }} box as drawn; the image lies in its upper left corner
 * @param {{ width: number, height: number }} image its own size
 * @param {number} columns of the grid
 * @returns {Position | undefined}
 */
export function sampleAt(point, box, image, columns) {
  if (!image.width || !box.width) return undefined;
  const scale = Math.min(box.width / image.width, box.height / image.height);
  const side = (image.width * scale) / columns;
  const rows = Math.round((image.height * scale) / side);
  const column = Math.floor(point.x / side);
  const row = Math.floor(point.y / side);
  if (column < 0 || row < 0 || column >= columns || row >= rows) return undefined;
  return { place: row * columns + column, column, row, rows };
}

/**
 * Part of a grid as a CSS background that shows one sample.
 * @param {Position} position
 * @param {number} columns of the grid
 * @returns {{ size: string, position: string }}
 */
export function cropOf({ column, row, rows }, columns) {
  /** @param {number} index @param {number} count */
  const at = (index, count) => (count > 1 ? (100 * index) / (count - 1) : 0);
  return { size: `${100 * columns}% ${100 * rows}%`, position: `${at(column, columns)}% ${at(row, rows)}%` };
}

/**
 * The upper left corner of a note near a pointer: within the width, above the pointer where there is
 * no room below it.
 * @param {{ x: number, y: number }} pointer
 * @param {{ width: number, height: number }} note
 * @param {{ width: number, bottom: number }} room
 * @returns {{ x: number, y: number }}
 */
export function notePosition(pointer, note, room) {
  const x = Math.max(0, Math.min(pointer.x + 14, room.width - note.width));
  const below = pointer.y + 16;
  return { x, y: below + note.height > room.bottom ? pointer.y - 16 - note.height : below };
}
