// Which sample of a grid lies under a point. Numbers in, numbers out.

/**
 * The number of the sample on the grid; undefined beside the samples.
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

/** The seed of a sample. @param {number | undefined} place its number on the grid @param {number[]} seeds [] for 0, 1, 2 ... */
export const seedOf = (place, seeds) => (place === undefined || !seeds.length ? place : seeds[place]);

/** The sample of a seed; undefined without one. @param {number | undefined} seed @param {number[]} seeds [] for 0, 1, 2 ... */
export function placeOf(seed, seeds) {
  if (seed === undefined || !seeds.length) return seed;
  const place = seeds.indexOf(seed);
  return place < 0 ? undefined : place;
}
