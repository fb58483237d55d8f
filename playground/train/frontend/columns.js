// Records as columns: smoothing, thinning and reading off them. Numbers in, numbers out.

const DRAWN_POINTS = 360; // in sight; more cannot be told apart, and cost the training time
const MOST_POINTS = 4000; // of a curve, in sight or not

// Each value the mean of itself and what came before, which counts `keep` times less each step.
function smoothed(values, keep) {
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

// How many records one point stands for, so that those in [low, high] of x are few enough to draw.
function strideFor(x, low, high) {
  let inSight = 0;
  for (const value of x) if (value >= low && value <= high) inSight += 1;
  return Math.max(1, Math.ceil(inSight / DRAWN_POINTS), Math.ceil(x.length / MOST_POINTS));
}

// Each point the mean of `stride` neighbours; x that of the last, as the records themselves have it.
function thinned(values, stride) {
  if (stride <= 1) return values.slice();
  const means = [];
  for (let start = 0; start < values.length; start += stride) {
    const group = values.slice(start, start + stride).filter((value) => value !== null);
    means.push(group.length ? group.reduce((sum, value) => sum + value, 0) / group.length : null);
  }
  return means;
}

function lastOfEach(values, stride) {
  return values.filter((_, index) => (index + 1) % stride === 0 || index === values.length - 1);
}

// The value below which `share` of the numbers lie.
function quantile(values, share) {
  const sorted = values.filter((value) => Number.isFinite(value)).sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

// Index of the last of the rising `values` that is at most `limit`; -1 before the first.
function lastUpTo(values, limit) {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] <= limit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

// `y` over `x` at `at`, straight between neighbours and along the last two beyond the end.
function between(x, y, at) {
  if (!x.length) return 0;
  const index = lastUpTo(x, at);
  const [x0, y0] = index < 0 ? [0, 0] : [x[index], y[index]];
  if (index + 1 >= x.length) return y0;
  return y0 + ((y[index + 1] - y0) * (at - x0)) / (x[index + 1] - x0 || 1);
}
