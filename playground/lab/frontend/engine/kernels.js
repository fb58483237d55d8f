/**
 * The three matrix products of a layer, on rows [from, to) of batch-major arrays. Loops are blocked
 * so that most numbers stay in registers: these lines are nearly all of a step's time.
 */

/**
 * y = x W^T + b, then leaky ReLU (slope >= 0), tanh (slope -1) or nothing (slope 1).
 * @param {Float64Array} W [O, I] at `w` @param {number} w @param {number} b where the bias is in W, -1 for none
 * @param {Float64Array} x [N, I] @param {Float64Array} y [N, O]
 * @param {number} from @param {number} to @param {number} I @param {number} O @param {number} slope
 */
export function forward(W, w, b, x, y, from, to, I, O, slope) {
  const four = O & ~3;
  for (let n = from; n < to; n++) {
    const row = n * I;
    const out = n * O;
    let o = 0;
    for (; o < four; o += 4) {
      const w0 = w + o * I;
      const w1 = w0 + I;
      const w2 = w1 + I;
      const w3 = w2 + I;
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      if (b >= 0) {
        s0 = W[b + o];
        s1 = W[b + o + 1];
        s2 = W[b + o + 2];
        s3 = W[b + o + 3];
      }
      for (let i = 0; i < I; i++) {
        const v = x[row + i];
        s0 += W[w0 + i] * v;
        s1 += W[w1 + i] * v;
        s2 += W[w2 + i] * v;
        s3 += W[w3 + i] * v;
      }
      if (slope < 0) {
        s0 = Math.tanh(s0);
        s1 = Math.tanh(s1);
        s2 = Math.tanh(s2);
        s3 = Math.tanh(s3);
      } else {
        if (s0 < 0) s0 *= slope;
        if (s1 < 0) s1 *= slope;
        if (s2 < 0) s2 *= slope;
        if (s3 < 0) s3 *= slope;
      }
      y[out + o] = s0;
      y[out + o + 1] = s1;
      y[out + o + 2] = s2;
      y[out + o + 3] = s3;
    }
    for (; o < O; o++) {
      let s = b >= 0 ? W[b + o] : 0;
      for (let i = 0; i < I; i++) s += W[w + o * I + i] * x[row + i];
      if (slope < 0) s = Math.tanh(s);
      else if (s < 0) s *= slope;
      y[out + o] = s;
    }
  }
}

/**
 * dW += dy^T x and, with b >= 0, db += sum of dy.
 * @param {Float64Array} dW [O, I] at `w` @param {number} w @param {number} b
 * @param {Float64Array} dy [N, O] @param {Float64Array} x [N, I]
 * @param {number} from @param {number} to @param {number} I @param {number} O
 */
export function addOuter(dW, w, b, dy, x, from, to, I, O) {
  let n = from;
  for (; n + 4 <= to; n += 4) {
    const x0 = n * I;
    const x1 = x0 + I;
    const x2 = x1 + I;
    const x3 = x2 + I;
    for (let o = 0; o < O; o++) {
      const d0 = dy[n * O + o];
      const d1 = dy[(n + 1) * O + o];
      const d2 = dy[(n + 2) * O + o];
      const d3 = dy[(n + 3) * O + o];
      const at = w + o * I;
      for (let i = 0; i < I; i++) {
        dW[at + i] += d0 * x[x0 + i] + d1 * x[x1 + i] + d2 * x[x2 + i] + d3 * x[x3 + i];
      }
      if (b >= 0) dW[b + o] += d0 + d1 + d2 + d3;
    }
  }
  for (; n < to; n++) {
    for (let o = 0; o < O; o++) {
      const d = dy[n * O + o];
      for (let i = 0; i < I; i++) dW[w + o * I + i] += d * x[n * I + i];
      if (b >= 0) dW[b + o] += d;
    }
  }
}

/**
 * WT [I, O] from W [O, I] at `w`, so that the product with W^T is a `forward` too.
 * @param {Float64Array} W @param {number} w @param {Float64Array} WT @param {number} I @param {number} O
 */
export function transpose(W, w, WT, I, O) {
  for (let o = 0; o < O; o++) for (let i = 0; i < I; i++) WT[i * O + o] = W[w + o * I + i];
}

/**
 * d *= slope of the activation where its output was h.
 * @param {Float64Array} d @param {Float64Array} h @param {number} from @param {number} to
 * @param {number} slope as in `forward`
 */
export function chain(d, h, from, to, slope) {
  if (slope < 0) for (let k = from; k < to; k++) d[k] *= 1 - h[k] * h[k];
  else for (let k = from; k < to; k++) if (!(h[k] > 0)) d[k] *= slope;
}
