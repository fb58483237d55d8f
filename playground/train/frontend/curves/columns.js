// Log entries as columns: smoothing, thinning and reading off them. Numbers in, numbers out.

/** @typedef {(number | null)[]} Column */

const DRAWN_POINTS = 360; // in sight; more are indistinguishable, and slow the training down
const MOST_POINTS = 4000; // of a curve, in sight or not

/**
 * Running means: an earlier value counts `keep` times less with each step back.
 * @param {Column} values
 * @param {number} keep 0 (as they are) to below 1
 * @returns {Column}
 */
export function smoothed(values, keep) {
  if (!keep) return values;
  let sum = 0;
  let weight = 0;
  return values.map((value) => {
    if (value === null || value === undefined) return null;
    sum = keep * sum + (1 - keep) * value;
    weight = keep * weight + (1 - keep);
    return sum / weight;
  });
}

/**
 * How many entries one point stands for, so that those in [low, high] of x are few enough to draw.
 * @param {Column} x
 * @param {number} low
 * @param {number} high
 * @returns {number}
 */
export function strideFor(x, low, high) {
  let inSight = 0;
  for (const value of x) if (value !== null && value >= low && value <= high) inSight += 1;
  return Math.max(1, Math.ceil(inSight / DRAWN_POINTS), Math.ceil(x.length / MOST_POINTS));
}

/**
 * Each point the mean of `stride` neighbours.
 * @param {Column} values
 * @param {number} stride
 * @returns {Column}
 */
export function thinned(values, stride) {
  if (stride <= 1) return values.slice();
  const means = [];
  for (let start = 0; start < values.length; start += stride) {
    const group = numbers(values.slice(start, start + stride));
    means.push(group.length ? group.reduce((sum, value) => sum + value, 0) / group.length : null);
  }
  return means;
}

/**
 * The last value of every `stride` neighbours: x of a thinned point, as the log itself has it.
 * @param {Column} values
 * @param {number} stride
 * @returns {Column}
 */
export function lastOfEach(values, stride) {
  return values.filter((_, index) => (index + 1) % stride === 0 || index === values.length - 1);
}

/**
 * The value below which `share` of the numbers lie; undefined without any.
 * @param {Column} values
 * @param {number} share
 * @returns {number | undefined}
 */
export function quantile(values, share) {
  const sorted = numbers(values).sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

/**
 * Index of the last of the rising `values` that is at most `limit`; -1 before the first.
 * @param {Column} values
 * @param {number} limit
 * @returns {number}
 */
export function lastUpTo(values, limit) {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (Number(values[middle]) <= limit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/**
 * `y` over the rising `x` at `at`: straight between neighbours, from 0 up to the first, and the last
 * value beyond the end.
 * @param {Column} x
 * @param {Column} y
 * @param {number} at
 * @returns {number}
 */
export function interpolated(x, y, at) {
  if (!x.length) return 0;
  const index = lastUpTo(x, at);
  const [x0, y0] = index < 0 ? [0, 0] : [Number(x[index]), Number(y[index])];
  if (index + 1 >= x.length) return y0;
  return y0 + ((Number(y[index + 1]) - y0) * (at - x0)) / (Number(x[index + 1]) - x0 || 1);
}

/**
 * @param {Column} values
 * @returns {number[]}
 */
function numbers(values) {
  return /** @type {number[]} */ (values.filter((value) => Number.isFinite(value)));
}
