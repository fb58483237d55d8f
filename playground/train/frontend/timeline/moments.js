// The moments of a run: those at which a sample grid was saved, by images seen, rising.

/**
 * Index of the first moment at or after `seen`, or of the last one; -1 without moments.
 * @param {number[]} moments
 * @param {number} seen
 * @returns {number}
 */
export function momentAfter(moments, seen) {
  const after = moments.findIndex((moment) => moment >= seen);
  return after < 0 ? moments.length - 1 : after;
}

/**
 * The moment at `index`, or the nearest there is; undefined without moments.
 * @param {number[]} moments
 * @param {number} index
 * @returns {number | undefined}
 */
export function momentAt(moments, index) {
  return moments[Math.min(Math.max(0, index), moments.length - 1)];
}

/**
 * When a number of images had been seen.
 * @param {number} seen
 * @param {number} imagesPerEpoch
 * @returns {string}
 */
export function whenText(seen, imagesPerEpoch) {
  return seen === 0 ? "before training" : `epoch ${(seen / imagesPerEpoch).toFixed(2)}`;
}
