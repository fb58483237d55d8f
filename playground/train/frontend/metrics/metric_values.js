// Reading one metric off the evaluations: its value in words, what would be ideal, its best moment.

/** @typedef {import("../types.js").MetricRow} MetricRow */
/** @typedef {import("../types.js").Metric} Metric */

/**
 * What real images score against other real ones, by as many samples; undefined where unknown.
 * @param {MetricRow | undefined} row
 * @param {string} key
 * @returns {number | undefined}
 */
export function floorOf(row, key) {
  return row?.[`${key}_floor`] ?? row?.[`${key}_real`];
}

/**
 * The ideal value of a metric in brackets; "" where there is none.
 * @param {MetricRow} row
 * @param {Metric} metric
 * @returns {string}
 */
export function idealText(row, { key, ideal }) {
  const floor = floorOf(row, key);
  if (typeof floor === "number") return `(${figure(floor)})`;
  if (ideal === "all") return `(${row.samples})`;
  return ideal ? `(${ideal})` : "";
}

/**
 * A number with a sensible number of digits.
 * @param {number} value
 * @returns {string}
 */
export function figure(value) {
  if (Number.isInteger(value)) return value.toLocaleString("en");
  if (value !== 0 && Math.abs(value) < 0.01) return value.toExponential(1);
  return value.toFixed(Math.abs(value) < 10 ? 3 : 1);
}

/**
 * @param {number} share 0 to 1
 * @returns {string}
 */
export function percent(share) {
  return `${(100 * share).toFixed(1)}%`;
}

/**
 * Non-negative numbers as shares that add up to 1; zeros stay zeros.
 * @param {number[]} values
 * @returns {number[]}
 */
export function shares(values) {
  const total = values.reduce((sum, value) => sum + value, 0) || 1;
  return values.map((value) => value / total);
}

/**
 * The newest evaluation up to `seen` images; undefined before the first.
 * @param {MetricRow[]} rows
 * @param {number} seen
 * @returns {MetricRow | undefined}
 */
export function rowAt(rows, seen) {
  return rows.findLast((row) => row.images_seen <= seen);
}

/**
 * The evaluation that is best by a metric, training begun; undefined where none is better or worse.
 * @param {MetricRow[]} rows
 * @param {Metric | undefined} metric
 * @returns {MetricRow | undefined}
 */
export function bestRow(rows, metric) {
  if (!metric?.better) return undefined;
  const { key, better } = metric;
  const trained = rows.filter((row) => typeof row[key] === "number" && row.images_seen > 0);
  if (!trained.length) return undefined;
  /** @param {MetricRow} row */
  const badness = (row) => ({ low: row[key], high: -row[key], one: Math.abs(row[key] - 1) })[better];
  return trained.reduce((best, row) => (badness(row) < badness(best) ? row : best));
}
