// Which sample of a grid lies under a point. Numbers in, numbers out.

/**
 * The seed of the sample, its number on the grid; undefined beside the samples.
 * @param {{ x: number, y: number }} point from the upper left corner of the drawn image
 * @param {{ width: number, height: number }} image its own size
 * @param {number} width as drawn
 * @param {number} columns samples in a row
 */
export function sampleAt({ x, y }, image, width, columns) {
  if (!image.width || !width) return undefined;
  const side = width / columns, rows = Math.round((image.height * columns) / image.width);
  const column = Math.floor(x / side), row = Math.floor(y / side);
  const isInside = column >= 0 && row >= 0 && column < columns && row < rows;
  return isInside ? row * columns + column : undefined;
}
