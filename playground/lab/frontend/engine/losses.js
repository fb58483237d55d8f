/**
 * The six losses of gan_core/objectives/losses.py on logits, with their derivatives. A higher logit
 * means more real. Logits of D lie in one array: `reals` real ones, then as many fakes.
 */

/** log(1 + e^x). @param {number} x */
export function softplus(x) {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/** @param {number} x */
export function sigmoid(x) {
  return x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x));
}

/**
 * D's loss, the sum of its real and its fake term; derivatives go to `d`.
 * @param {string} loss @param {Float64Array} logits [2 n] @param {Float64Array} d [2 n]
 * @param {number} n batch size @param {number} label target for reals, below 1 when smoothed
 */
export function lossD(loss, logits, d, n, label) {
  let total = 0;
  for (let i = 0; i < n; i++) {
    const real = logits[i];
    const fake = logits[n + i];
    let dReal;
    let dFake;
    if (loss === "nonsaturating" || loss === "minimax") {
      total += softplus(-real) + (1 - label) * real + softplus(fake);
      dReal = -sigmoid(-real) + (1 - label);
      dFake = sigmoid(fake);
    } else if (loss === "least_squares") {
      const a = (1 + real) / 2 - label;
      const b = (1 + fake) / 2;
      total += (a * a + b * b) / 2;
      dReal = a / 2;
      dFake = b / 2;
    } else if (loss === "hinge") {
      total += Math.max(0, 1 - real) + Math.max(0, 1 + fake);
      dReal = real < 1 ? -1 : 0;
      dFake = fake > -1 ? 1 : 0;
    } else if (loss === "wasserstein") {
      total += fake - real;
      dReal = -1;
      dFake = 1;
    } else {
      total += softplus(fake - real);
      dFake = sigmoid(fake - real);
      dReal = -dFake;
    }
    d[i] = dReal / n;
    d[n + i] = dFake / n;
  }
  return total / n;
}

/**
 * G's loss on one fake, and its derivative by the fake's logit.
 * @param {string} loss @param {number} fake @param {number} real used by the relativistic loss alone
 */
export function lossG(loss, fake, real) {
  if (loss === "nonsaturating") return softplus(-fake);
  if (loss === "minimax") return -softplus(fake);
  if (loss === "least_squares") return ((fake - 1) / 2) ** 2 / 2;
  if (loss === "relativistic") return softplus(real - fake);
  return -fake; // hinge, wasserstein
}

/** @param {string} loss @param {number} fake @param {number} real */
export function slopeG(loss, fake, real) {
  if (loss === "nonsaturating") return -sigmoid(-fake);
  if (loss === "minimax") return -sigmoid(fake);
  if (loss === "least_squares") return (fake - 1) / 4;
  if (loss === "relativistic") return -sigmoid(real - fake);
  return -1;
}
