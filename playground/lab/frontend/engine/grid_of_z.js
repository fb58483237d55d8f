/** A regular grid of z: between two neighbours lies the same share of all z. */

/**
 * For 1 dimension a line of across^2 points; for 8 the plane of the first two, the others being 0.
 * @param {number} across @param {number} dim of z
 * @returns {Float64Array} [across^2, dim]
 */
export function gridOfZ(across, dim) {
  const total = across * across;
  const z = new Float64Array(total * dim);
  for (let i = 0; i < total; i++) {
    if (dim === 1) {
      z[i] = quantile((i + 0.5) / total);
    } else {
      z[i * dim] = quantile(((i % across) + 0.5) / across);
      z[i * dim + 1] = quantile((Math.floor(i / across) + 0.5) / across);
    }
  }
  return z;
}

/**
 * Where a standard normal number is with probability u, by Acklam's rational approximation
 * (relative error 1e-9), good enough for the places of a grid.
 * @param {number} u in (0, 1)
 * @returns {number}
 */
function quantile(u) {
  const a = [-39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269,
    -30.66479806614716, 2.506628277459239];
  const b = [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972,
    -13.28068155288572, 1];
  const c = [-0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734,
    4.374664141464968, 2.938163982698783];
  const d = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1];
  const at = (/** @type {number[]} */ list, /** @type {number} */ x) =>
    list.reduce((sum, value) => sum * x + value, 0);
  if (u > 0.5) return -quantile(1 - u);
  if (u < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(u));
    return at(c, q) / at(d, q);
  }
  const q = u - 0.5;
  return (at(a, q * q) * q) / at(b, q * q);
}
