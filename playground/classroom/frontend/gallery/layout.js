// How many cards stand side by side, so that a class fits on a projector; and how many samples of each grid show.

export const GAP = 8; // px between cards, as gallery.css has it
const TEXT = 46; // px below the image of a card on a projector: two lines
const LEAST_WIDTH = 140, LEAST_IMAGE = 48;
const SAMPLE = 42; // px at which a sample is recognised from the back of a room

/**
 * Columns with which `count` cards fill a space without scrolling, their images as large as can be. Where that is
 * impossible, as many as are wide enough.
 * @param {number} count @param {number} width px @param {number} height px
 */
export function columnsFor(count, width, height) {
  const most = Math.max(1, Math.floor((width + GAP) / (LEAST_WIDTH + GAP)));
  let best = most, largest = 0;
  for (let columns = 1; columns <= most; columns++) {
    const rows = Math.ceil(count / columns);
    const wide = (width - GAP * (columns - 1)) / columns, high = (height - GAP * (rows - 1)) / rows - TEXT;
    const size = Math.min(wide, 2 * high); // an image is at most twice as wide as it is high, to look like one
    if (high >= LEAST_IMAGE && size > largest) [best, largest] = [columns, size];
  }
  return best;
}

/**
 * How many of the `columns` samples in a row of a grid are shown in an image of this width.
 * @param {number} columns @param {number} width px
 */
export function samplesAcross(columns, width) {
  return Math.max(1, Math.min(columns, Math.round(width / SAMPLE)));
}
