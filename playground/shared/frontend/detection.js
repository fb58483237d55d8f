// How well reals are told from fakes, apart from how readily an image is called real: signal
// detection theory (Green and Swets 1966; Macmillan and Creelman 2005). The signal is "real".

/**
 * @typedef {object} Table what was said of how many images
 * @property {number} hits reals called real
 * @property {number} misses reals called fake
 * @property {number} falseAlarms fakes called real
 * @property {number} rejections fakes called fake
 *
 * @typedef {{ value: number, low: number, high: number }} Estimate with its 95% interval
 */

export const Z95 = 1.959963984540054; // of the normal distribution, both sides 2.5%

/**
 * Share of the standard normal distribution below x, by the series of Marsaglia (2004, Journal of
 * Statistical Software 11, 4); absolute error below 1e-15.
 * @param {number} x
 */
export function normalBelow(x) {
  if (Math.abs(x) > 9) return x > 0 ? 1 : 0;
  let sum = x;
  let term = x;
  for (let odd = 3; sum + term !== sum; odd += 2) sum += (term *= (x * x) / odd);
  return 0.5 + sum * normalDensity(x);
}

/** @param {number} x */
function normalDensity(x) {
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
}

/**
 * z(p), the x below which a share p of the standard normal lies; p in (1e-9, 1 - 1e-9). Newton's
 * method, which from 0 never goes past the answer, since the distribution is concave on either side.
 * @param {number} p
 * @returns {number}
 */
export function normalQuantile(p) {
  let x = 0;
  for (let round = 0; round < 100; round++) {
    const step = (p - normalBelow(x)) / normalDensity(x);
    x += step;
    if (Math.abs(step) < 1e-13) break;
  }
  return x;
}

/**
 * The table of these answers.
 * @param {{ isReal: boolean, saidReal: boolean }[]} answers
 * @returns {Table}
 */
export function tableOf(answers) {
  const count = (/** @type {boolean} */ isReal, /** @type {boolean} */ saidReal) =>
    answers.filter((one) => one.isReal === isReal && one.saidReal === saidReal).length;
  return {
    hits: count(true, true), misses: count(true, false),
    falseAlarms: count(false, true), rejections: count(false, false),
  };
}

/**
 * One table of several, as of one person: that of a class.
 * @param {Table[]} tables
 * @returns {Table}
 */
export function pooled(tables) {
  const sum = { hits: 0, misses: 0, falseAlarms: 0, rejections: 0 };
  for (const table of tables) {
    sum.hits += table.hits;
    sum.misses += table.misses;
    sum.falseAlarms += table.falseAlarms;
    sum.rejections += table.rejections;
  }
  return sum;
}

/**
 * Sensitivity (reals called real), specificity (fakes called fake) and accuracy, each a share with
 * its Wilson interval, which holds at 0% and 100% too.
 * @param {Table} table
 */
export function shares({ hits, misses, falseAlarms, rejections }) {
  return {
    sensitivity: share(hits, hits + misses),
    specificity: share(rejections, falseAlarms + rejections),
    accuracy: share(hits + rejections, hits + misses + falseAlarms + rejections),
  };
}

/**
 * @param {number} count
 * @param {number} of
 * @returns {Estimate}
 */
function share(count, of) {
  const p = count / of;
  const zz = Z95 * Z95;
  const middle = (p + zz / (2 * of)) / (1 + zz / of);
  const half = (Z95 / (1 + zz / of)) * Math.sqrt((p * (1 - p)) / of + zz / (4 * of * of));
  return { value: p, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

/**
 * d' = z(H) - z(F), 0 for guessing, and the criterion c = -(z(H) + z(F)) / 2: above 0 "real" is said
 * rarely, below 0 readily. H and F are the shares of reals and of fakes called real, log-linear
 * corrected (Hautus 1995): half an answer is added to each of the four counts, so that 0% and 100%
 * have a z. Standard errors as Gourevitch and Galanter (1967), with the corrected counts.
 * @param {Table} table
 */
export function detection({ hits, misses, falseAlarms, rejections }) {
  const reals = hits + misses + 1;
  const fakes = falseAlarms + rejections + 1;
  const H = (hits + 0.5) / reals;
  const F = (falseAlarms + 0.5) / fakes;
  const zH = normalQuantile(H);
  const zF = normalQuantile(F);
  const se = Math.sqrt(
    (H * (1 - H)) / (reals * normalDensity(zH) ** 2) + (F * (1 - F)) / (fakes * normalDensity(zF) ** 2),
  );
  return {
    d: { ...within(zH - zF, se), se },
    c: { ...within(-(zH + zF) / 2, se / 2), se: se / 2 },
  };
}

/**
 * The change from one table to another of d' and of c, with its interval.
 * @param {Table} before
 * @param {Table} after
 */
export function change(before, after) {
  const [a, b] = [detection(before), detection(after)];
  return {
    d: within(b.d.value - a.d.value, Math.hypot(a.d.se, b.d.se)),
    c: within(b.c.value - a.c.value, Math.hypot(a.c.se, b.c.se)),
  };
}

/**
 * @param {number} value
 * @param {number} se
 * @returns {Estimate}
 */
function within(value, se) {
  return { value, low: value - Z95 * se, high: value + Z95 * se };
}

/**
 * Area under the ROC curve: the chance that a real image scores above a fake one, ties counted half.
 * The interval holds all areas that are within 1.96 of their standard error (Hanley and McNeil 1982)
 * of the one found, so it has a width at 1, too (Newcombe 2006).
 * @param {number[]} reals scores, higher the more real
 * @param {number[]} fakes
 * @returns {Estimate}
 */
export function areaUnderRoc(reals, fakes) {
  let above = 0;
  for (const real of reals) for (const fake of fakes) above += real > fake ? 1 : real === fake ? 0.5 : 0;
  const value = above / (reals.length * fakes.length);
  const isWithin = (/** @type {number} */ area) =>
    Math.abs(value - area) <= Z95 * areaError(area, reals.length, fakes.length);
  return { value, low: furthest(value, 0, isWithin), high: furthest(value, 1, isWithin) };
}

/**
 * @param {number} area
 * @param {number} reals
 * @param {number} fakes
 */
function areaError(area, reals, fakes) {
  const q1 = area / (2 - area);
  const q2 = (2 * area * area) / (1 + area);
  const variance =
    area * (1 - area) + (reals - 1) * (q1 - area * area) + (fakes - 1) * (q2 - area * area);
  return Math.sqrt(Math.max(0, variance) / (reals * fakes));
}

/**
 * By halving, the furthest place from `start` towards `end` at which `holds`.
 * @param {number} start
 * @param {number} end
 * @param {(place: number) => boolean} holds
 */
function furthest(start, end, holds) {
  let [inside, outside] = [start, end];
  for (let round = 0; round < 60; round++) {
    const middle = (inside + outside) / 2;
    if (holds(middle)) inside = middle;
    else outside = middle;
  }
  return inside;
}

/** A number as text, with a minus that is as wide as a plus. @param {number} value */
export function signed(value) {
  const text = Math.abs(value).toFixed(1);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** @param {Estimate} estimate such as "1.1 (0.1 to 2.2)" */
export function interval({ value, low, high }) {
  return `${signed(value)} (${signed(low)} to ${signed(high)})`;
}
