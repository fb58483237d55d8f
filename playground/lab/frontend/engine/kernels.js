/**
 * The three matrix products of a layer, on rows [from, to) of batch-major arrays. Loops are blocked
 * so that most numbers stay in registers: these lines are nearly all of a step's time.
 */

/**
 * y = x W^T + b, then leaky ReLU (0 < slope < 1), tanh (slope -1) or nothing (slope 1).
 * @param {Float64Array} W [O, I] at `w` @param {number} w
 * @param {number} b where in W the bias is, -1 for none
 * @param {Float64Array} x [N, I] @param {Float64Array} y [N, O]
 * @param {number} from @param {number} to @param {number} I @param {number} O @param {number} slope
 */
export function forward(W, w, b, x, y, from, to, I, O, slope) {
  block(W, w | 0, b | 0, x, y, from | 0, to | 0, I | 0, O | 0);
  activate(y, (from * O) | 0, (to * O) | 0, slope);
}

/**
 * y = x W^T + b. Its own function, and of small whole numbers only (hence the | 0 above), since an
 * engine that once saw anything else here computes places as floating point and is half as fast.
 * @param {Float64Array} W @param {number} w @param {number} b
 * @param {Float64Array} x @param {Float64Array} y
 * @param {number} from @param {number} to @param {number} I @param {number} O
 */
function block(W, w, b, x, y, from, to, I, O) {
  const pairs = from + ((to - from) & ~1);
  const four = O & ~3;
  for (let n = from; n < pairs; n += 2) {
    const x0 = n * I;
    const x1 = x0 + I;
    for (let o = 0; o < four; o += 4) {
      const w0 = w + o * I;
      const w1 = w0 + I;
      const w2 = w1 + I;
      const w3 = w2 + I;
      let p0 = 0;
      let p1 = 0;
      let p2 = 0;
      let p3 = 0;
      if (b >= 0) {
        p0 = W[b + o];
        p1 = W[b + o + 1];
        p2 = W[b + o + 2];
        p3 = W[b + o + 3];
      }
      let q0 = p0;
      let q1 = p1;
      let q2 = p2;
      let q3 = p3;
      for (let i = 0; i < I; i++) {
        const u = x[x0 + i];
        const v = x[x1 + i];
        let t = W[w0 + i];
        p0 += t * u;
        q0 += t * v;
        t = W[w1 + i];
        p1 += t * u;
        q1 += t * v;
        t = W[w2 + i];
        p2 += t * u;
        q2 += t * v;
        t = W[w3 + i];
        p3 += t * u;
        q3 += t * v;
      }
      const y0 = n * O + o;
      const y1 = y0 + O;
      y[y0] = p0;
      y[y0 + 1] = p1;
      y[y0 + 2] = p2;
      y[y0 + 3] = p3;
      y[y1] = q0;
      y[y1 + 1] = q1;
      y[y1 + 2] = q2;
      y[y1 + 3] = q3;
    }
  }
  rest(W, w, b, x, y, from, pairs, I, O, four);
  rest(W, w, b, x, y, pairs, to, I, O, 0);
}

/**
 * What the blocks of `forward` leave: outputs from `first` on.
 * @param {Float64Array} W @param {number} w @param {number} b
 * @param {Float64Array} x @param {Float64Array} y
 * @param {number} from @param {number} to @param {number} I @param {number} O @param {number} first
 */
function rest(W, w, b, x, y, from, to, I, O, first) {
  for (let n = from; n < to; n++) {
    for (let o = first; o < O; o++) {
      let s = b >= 0 ? W[b + o] : 0;
      for (let i = 0; i < I; i++) s += W[w + o * I + i] * x[n * I + i];
      y[n * O + o] = s;
    }
  }
}

/**
 * @param {Float64Array} y @param {number} from @param {number} to @param {number} slope
 */
function activate(y, from, to, slope) {
  if (slope === 1) return;
  if (slope < 0) {
    for (let k = from; k < to; k++) y[k] = Math.tanh(y[k]);
    return;
  }
  // max(y, slope * y) without a branch: signs are as good as random, and a processor that guesses
  // them wrong half the time loses more than the multiplication costs.
  const whole = (1 + slope) / 2;
  const size = (1 - slope) / 2;
  for (let k = from; k < to; k++) y[k] = whole * y[k] + size * Math.abs(y[k]);
}

/**
 * dW += dy^T x and, with b >= 0, db += sum of dy.
 * @param {Float64Array} dW [O, I] at `w` @param {number} w @param {number} b
 * @param {Float64Array} dy [N, O] @param {Float64Array} x [N, I]
 * @param {number} from @param {number} to @param {number} I @param {number} O
 */
export function addOuter(dW, w, b, dy, x, from, to, I, O) {
  outer(dW, w | 0, dy, x, from | 0, to | 0, I | 0, O | 0);
  if (b < 0) return;
  for (let n = from; n < to; n++) for (let o = 0; o < O; o++) dW[b + o] += dy[n * O + o];
}

/**
 * @param {Float64Array} dW @param {number} w @param {Float64Array} dy @param {Float64Array} x
 * @param {number} from @param {number} to @param {number} I @param {number} O
 */
function outer(dW, w, dy, x, from, to, I, O) {
  const fours = from + ((to - from) & ~3);
  const two = O & ~1;
  for (let n = from; n < fours; n += 4) {
    const x0 = n * I;
    const x1 = x0 + I;
    const x2 = x1 + I;
    const x3 = x2 + I;
    for (let o = 0; o < two; o += 2) {
      const y0 = n * O + o;
      const y1 = y0 + O;
      const y2 = y1 + O;
      const y3 = y2 + O;
      const a0 = dy[y0];
      const a1 = dy[y1];
      const a2 = dy[y2];
      const a3 = dy[y3];
      const c0 = dy[y0 + 1];
      const c1 = dy[y1 + 1];
      const c2 = dy[y2 + 1];
      const c3 = dy[y3 + 1];
      const at = w + o * I;
      const next = at + I;
      for (let i = 0; i < I; i++) {
        const u0 = x[x0 + i];
        const u1 = x[x1 + i];
        const u2 = x[x2 + i];
        const u3 = x[x3 + i];
        dW[at + i] += a0 * u0 + a1 * u1 + a2 * u2 + a3 * u3;
        dW[next + i] += c0 * u0 + c1 * u1 + c2 * u2 + c3 * u3;
      }
    }
  }
  addRest(dW, w, dy, x, from, fours, I, O, two);
  addRest(dW, w, dy, x, fours, to, I, O, 0);
}

/**
 * What the blocks of `addOuter` leave: outputs from `first` on.
 * @param {Float64Array} dW @param {number} w @param {Float64Array} dy @param {Float64Array} x
 * @param {number} from @param {number} to @param {number} I @param {number} O @param {number} first
 */
function addRest(dW, w, dy, x, from, to, I, O, first) {
  for (let n = from; n < to; n++) {
    for (let o = first; o < O; o++) {
      const d = dy[n * O + o];
      for (let i = 0; i < I; i++) dW[w + o * I + i] += d * x[n * I + i];
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
  else for (let k = from; k < to; k++) d[k] *= slope + (1 - slope) * Number(h[k] > 0); // no branch, as in `activate`
}

/**
 * mixed = c h + back, with one c a row.
 * @param {Float64Array} mixed [N, I] @param {Float64Array} c [N] @param {Float64Array} h [N, I]
 * @param {Float64Array} back [N, I] @param {number} from @param {number} to @param {number} I
 */
export function mix(mixed, c, h, back, from, to, I) {
  for (let n = from; n < to; n++) {
    const of = c[n];
    const end = (n + 1) * I;
    for (let k = n * I; k < end; k++) mixed[k] = of * h[k] + back[k];
  }
}
