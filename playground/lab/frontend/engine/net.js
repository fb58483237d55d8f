/** A multilayer perceptron of up to 3 hidden layers, with its first and second derivatives. */

import { uniforms } from "./draws.js";
import { addOuter, chain, forward, mix, transpose } from "./kernels.js";

export const LEAKY = 0.2; // slope of leaky ReLU below 0
const TANH = -1; // how kernels.js is told
const NONE = 1;

/**
 * Parameters lie in one array, layer by layer, weights [out, in] then biases, as
 * torch.nn.utils.parameters_to_vector gives them. Buffers are made once, for `rows` points.
 */
export class Net {
  /**
   * @param {number[]} sizes [in, hidden..., out] @param {string} activation leaky or tanh
   * @param {number} rows the largest batch
   */
  constructor(sizes, activation, rows) {
    this.sizes = sizes;
    this.layers = sizes.length - 1;
    this.slope = activation === "tanh" ? TANH : LEAKY;
    this.w = /** @type {number[]} */ ([]); // where the weights of each layer begin
    this.b = /** @type {number[]} */ ([]);
    let size = 0;
    for (let l = 0; l < this.layers; l++) {
      this.w.push(size);
      size += sizes[l] * sizes[l + 1];
      this.b.push(size);
      size += sizes[l + 1];
    }
    this.size = size;
    this.theta = new Float64Array(size);
    this.gradient = new Float64Array(size);
    const perLayer = () => sizes.map((width) => new Float64Array(width * rows));
    this.h = perLayer(); // h[0] is the input, h[layers] the output
    this.d = perLayer(); // d loss / d pre-activation; d[0]: d loss / d input
    this.slopes = perLayer(); // of the output: d output / d pre-activation, and slopes[0] dD/dx
    this.up = perLayer(); // d output / d h, before the activation's slope
    this.back = perLayer(); // second pass of a gradient penalty
    this.inject = perLayer(); // what that pass adds to d, for tanh
    this.mixed = perLayer(); // what `pullPenalised` multiplies with slopes
    this.WT = this.w.map((_, l) => new Float64Array(sizes[l] * sizes[l + 1]));
  }

  /**
   * Uniform within 1 / sqrt(in) for weights and biases, the default of torch.nn.Linear.
   * @param {number} seed @param {number} stream
   */
  initialise(seed, stream) {
    uniforms(this.theta, this.size, seed, stream, 0);
    for (let l = 0; l < this.layers; l++) {
      const bound = 1 / Math.sqrt(this.sizes[l]);
      const end = this.b[l] + this.sizes[l + 1];
      for (let k = this.w[l]; k < end; k++) this.theta[k] = bound * (2 * this.theta[k] - 1);
    }
  }

  /** @param {number} l */
  slopeOf(l) {
    return l === this.layers - 1 ? NONE : this.slope;
  }

  /**
   * Output of the rows of h[0].
   * @param {number} from @param {number} to
   * @param {Float64Array} [theta] other weights, such as the averaged ones
   * @returns {Float64Array} h[layers]
   */
  run(from, to, theta = this.theta) {
    for (let l = 0; l < this.layers; l++) {
      forward(theta, this.w[l], this.b[l], this.h[l], this.h[l + 1], from, to, this.sizes[l],
        this.sizes[l + 1], this.slopeOf(l));
    }
    return this.h[this.layers];
  }

  /** Make the transposed weights that passes towards the input need; once after each update. */
  turn() {
    for (let l = 0; l < this.layers; l++) {
      transpose(this.theta, this.w[l], this.WT[l], this.sizes[l], this.sizes[l + 1]);
    }
  }

  /**
   * Back from d[layers], which the caller has filled. Needs turn().
   * @param {number} from @param {number} to
   * @param {boolean} weights add to `gradient`
   * @param {boolean} input leave d loss / d input in d[0]
   * @param {number} [injectFrom] rows from here on get `inject` added; for gradient penalties
   * @param {number} [injectTo]
   */
  pull(from, to, weights, input, injectFrom = 0, injectTo = 0) {
    for (let l = this.layers - 1; l >= 0; l--) {
      const I = this.sizes[l];
      const O = this.sizes[l + 1];
      if (weights) {
        addOuter(this.gradient, this.w[l], this.b[l], this.d[l + 1], this.h[l], from, to, I, O);
      }
      if (l === 0 && !input) break;
      forward(this.WT[l], 0, -1, this.d[l + 1], this.d[l], from, to, O, I, NONE);
      if (l === 0) break;
      chain(this.d[l], this.h[l], from * I, to * I, this.slope);
      const d = this.d[l];
      const inject = this.inject[l];
      for (let k = injectFrom * I; k < injectTo * I; k++) d[k] += inject[k];
    }
  }

  /**
   * d output / d input of each row, [rows, in], for a net with one output. Needs turn().
   * @param {number} from @param {number} to
   * @returns {Float64Array} slopes[0]
   */
  inputSlopes(from, to) {
    this.slopes[this.layers].fill(1, from, to);
    for (let l = this.layers - 1; l >= 0; l--) {
      const I = this.sizes[l];
      const slopes = this.slopes[l];
      forward(this.WT[l], 0, -1, this.slopes[l + 1], slopes, from, to, this.sizes[l + 1], I, NONE);
      if (l === 0) break;
      if (this.slope === TANH) this.up[l].set(slopes.subarray(from * I, to * I), from * I);
      chain(slopes, this.h[l], from * I, to * I, this.slope);
    }
    return this.slopes[0];
  }

  /**
   * Second derivative: from back[0] = d penalty / d slopes[0], adds d penalty / d weights through
   * the backward pass to `gradient`, and leaves in `inject` what goes on through the forward pass
   * (none for leaky ReLU, whose slope is constant nearly everywhere).
   * @param {number} from @param {number} to
   */
  penalise(from, to) {
    for (let l = 0; l < this.layers; l++) {
      const I = this.sizes[l];
      const O = this.sizes[l + 1];
      addOuter(this.gradient, this.w[l], -1, this.slopes[l + 1], this.back[l], from, to, I, O);
      if (l < this.layers - 1) this.#goOn(l, from, to);
    }
  }

  /**
   * What pull(from, to, true, false) and penalise(from, to) do together, for leaky ReLU, with half
   * of their work: as there is one output, d loss / d pre-activation is d loss / d output times
   * `slopes`, which are there already, and so both gradients are sums of outer products with them.
   * @param {number} from @param {number} to
   */
  pullPenalised(from, to) {
    const ofOutput = this.d[this.layers];
    for (let l = 0; l < this.layers; l++) {
      const I = this.sizes[l];
      const O = this.sizes[l + 1];
      const slopes = this.slopes[l + 1];
      mix(this.mixed[l], ofOutput, this.h[l], this.back[l], from, to, I);
      addOuter(this.gradient, this.w[l], -1, slopes, this.mixed[l], from, to, I, O);
      addOuter(this.gradient, this.b[l], -1, slopes, ofOutput, from, to, 1, O);
      if (l < this.layers - 1) this.#goOn(l, from, to);
    }
  }

  /** The second pass of a penalty from one layer to the next. @param {number} l @param {number} from @param {number} to */
  #goOn(l, from, to) {
    const O = this.sizes[l + 1];
    const back = this.back[l + 1];
    const h = this.h[l + 1];
    forward(this.theta, this.w[l], -1, this.back[l], back, from, to, this.sizes[l], O, NONE);
    if (this.slope === TANH) {
      const up = this.up[l + 1];
      const inject = this.inject[l + 1];
      for (let k = from * O; k < to * O; k++) {
        inject[k] = back[k] * up[k] * -2 * h[k] * (1 - h[k] * h[k]);
      }
    }
    chain(back, h, from * O, to * O, this.slope);
  }
}

/** @param {import("./settings.js").Settings} s @returns {number[]} */
export function sizesG(s) {
  return [s.z_dim, ...Array(s.layers_G).fill(s.width_G), 2];
}

/** @param {import("./settings.js").Settings} s @returns {number[]} */
export function sizesD(s) {
  return [2, ...Array(s.layers_D).fill(s.width_D), 1];
}
