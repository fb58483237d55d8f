/** SGD and Adam as torch.optim has them, the weight clip, and the moving average of G. */

const BETA2 = 0.999;
const EPSILON = 1e-8;

/** theta -= lr * gradient.
 * @param {Float64Array} theta @param {Float64Array} gradient @param {number} lr
 */
export function sgd(theta, gradient, lr) {
  for (let k = 0; k < theta.length; k++) theta[k] -= lr * gradient[k];
}

/**
 * Adam (Kingma and Ba, arXiv 1412.6980).
 * @param {Float64Array} theta @param {Float64Array} gradient
 * @param {Float64Array} m first moment @param {Float64Array} v second moment
 * @param {number} t number of this update, from 1 @param {number} lr @param {number} beta1
 */
export function adam(theta, gradient, m, v, t, lr, beta1) {
  const rate = lr / (1 - beta1 ** t);
  const root = Math.sqrt(1 - BETA2 ** t);
  for (let k = 0; k < theta.length; k++) {
    const g = gradient[k];
    m[k] += (1 - beta1) * (g - m[k]);
    v[k] = BETA2 * v[k] + (1 - BETA2) * g * g;
    theta[k] -= (rate * m[k]) / (Math.sqrt(v[k]) / root + EPSILON);
  }
}

/** Weight clip of the first WGAN (arXiv 1701.07875).
 * @param {Float64Array} theta @param {number} bound
 */
export function clip(theta, bound) {
  for (let k = 0; k < theta.length; k++) {
    theta[k] = Math.min(bound, Math.max(-bound, theta[k]));
  }
}

/** average <- decay * average + (1 - decay) * theta.
 * @param {Float64Array} average @param {Float64Array} theta @param {number} decay
 */
export function follow(average, theta, decay) {
  for (let k = 0; k < theta.length; k++) {
    average[k] = theta[k] - (theta[k] - average[k]) * decay; // exact for decay 0
  }
}
