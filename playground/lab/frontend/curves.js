// Scales and points of the curves; pure.

/** The end of the axis: the next of 1, 2, 5 times a power of ten, so that it moves seldom. @param {number} latest */
export function axisEnd(latest) {
  const power = 10 ** Math.floor(Math.log10(Math.max(latest, 100)));
  return [1, 2, 5, 10].map((digit) => digit * power).find((end) => end >= latest) ?? 10 * power;
}

/**
 * Lowest and highest value to show; a few outliers may leave the picture.
 * @param {number[]} values @param {number} [least] height of the range
 * @returns {[number, number]}
 */
export function rangeOf(values, least = 0.5) {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  if (sorted.length === 0) return [0, least];
  const at = (/** @type {number} */ share) => sorted[Math.round(share * (sorted.length - 1))];
  const [low, high] = [at(0.01), at(0.99)];
  const middle = (low + high) / 2;
  const half = Math.max(high - low, least) * 0.56;
  return low >= 0 ? [Math.max(0, middle - half), middle + half] : [middle - half, middle + half];
}

/** Round values within a range, about `count` of them. @param {[number, number]} range @param {number} count @returns {number[]} */
export function ticksOf([low, high], count) {
  const raw = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const unit = power * ([1, 2, 5].find((digit) => digit * power >= 0.7 * raw) ?? 10);
  const out = [];
  for (let k = Math.ceil(low / unit); k * unit <= high + 1e-9; k++) out.push(Number((k * unit).toPrecision(6)));
  return out;
}

/**
 * At most `most` of the records, each the mean of its neighbours, so that a long run stays quick to draw.
 * @param {{step: number}[]} records @param {string} name @param {number} most
 * @returns {[number, number][]} step, value
 */
export function thinned(records, name, most) {
  const each = Math.ceil(records.length / most);
  /** @type {[number, number][]} */
  const out = [];
  for (let from = 0; from < records.length; from += each) {
    const part = records.slice(from, from + each);
    const mean = part.reduce((sum, one) => sum + /** @type {any} */ (one)[name], 0) / part.length;
    out.push([part[part.length - 1].step, mean]);
  }
  return out;
}

/** Rows of the table that says what the curves show: at most `most`, evenly over the run.
 * @param {{step: number, js: number}[]} scores @param {{step: number, loss_D: number, loss_G: number}[]} records
 * @param {number} [most] */
export function tableOf(scores, records, most = 12) {
  const each = Math.max(1, Math.ceil(scores.length / most));
  return scores.filter((_, k) => (scores.length - 1 - k) % each === 0).map(({ step, js }) => {
    const near = records.findLast((one) => one.step <= step) ?? records[0];
    return { step, js, loss_D: near?.loss_D ?? NaN, loss_G: near?.loss_G ?? NaN };
  });
}
