/**
 * One update of D and one of G, cut into the phases that slow motion shows. Each phase only reads
 * what the phases before it have left in the buffers; nothing is allocated.
 */

import { normals, STREAM, uniforms } from "./draws.js";
import { lossD, lossG, sigmoid, slopeG } from "./losses.js";
import { Net, sizesD, sizesG } from "./net.js";
import { adam, clip, follow, sgd } from "./optimizers.js";
import { sample } from "./points.js";
import { TARGETED } from "./settings.js";

/** @typedef {import("./settings.js").Settings} Settings */

/** Moments of Adam, and how many updates they have seen. */
class Moments {
  /** @param {number} size */
  constructor(size) {
    this.m = new Float64Array(size);
    this.v = new Float64Array(size);
    this.t = 0;
  }

  forget() {
    this.m.fill(0);
    this.v.fill(0);
    this.t = 0;
  }
}

/** The two networks in training, their optimisers, and the buffers of a step. */
export class Updates {
  /** @param {Settings} settings @param {import("./points.js").DataSet} data */
  constructor(settings, data) {
    this.settings = settings;
    this.data = data;
    const n = settings.batch_size;
    this.n = n;
    this.G = new Net(sizesG(settings), settings.activation, n);
    this.D = new Net(sizesD(settings), settings.activation, 3 * n); // reals, fakes, points of GP
    this.G.initialise(settings.seed, STREAM.init_G);
    this.D.initialise(settings.seed, STREAM.init_D);
    this.ofG = new Moments(this.G.size);
    this.ofD = new Moments(this.D.size);
    this.average = this.G.theta.slice();
    this.updates_D = 0;
    this.updates_G = 0;
    this.real = new Float64Array(2 * n); // without instance noise, for pictures
    this.noise = new Float64Array(2 * n);
    this.picks = new Float64Array(n);
    this.loss_D = NaN;
    this.loss_G = NaN;
    this.D_real = NaN;
    this.D_fake = NaN;
    this.logit_real = NaN;
    this.logit_fake = NaN;
    this.r1 = 0;
    this.r2 = 0;
    this.gp = 0;
  }

  /** Fresh reals and z for D. */
  drawForD() {
    const { settings: s, n } = this;
    sample(this.real, this.picks, n, this.data.sampled, s.seed, STREAM.real, this.updates_D);
    normals(this.G.h[0], n * s.z_dim, s.seed, STREAM.z_D, this.updates_D);
  }

  /** G places its z; D's input is filled: reals, then fakes, each with instance noise. */
  placeForD() {
    const { n, D, updates_D: step } = this;
    const fake = this.G.run(0, n);
    this.#show(this.real, D.h[0], 0, STREAM.noise_real, step);
    this.#show(fake, D.h[0], n, STREAM.noise_fake, step);
  }

  /** D's logits of both, and of the points between them where a gradient penalty wants some. */
  judgeForD() {
    const { settings: s, n, D } = this;
    if (s.gp_weight) {
      uniforms(this.picks, n, s.seed, STREAM.gp, this.updates_D);
      for (let k = 0; k < 2 * n; k++) {
        const t = this.picks[k >> 1];
        D.h[0][4 * n + k] = D.h[0][k] + t * (D.h[0][2 * n + k] - D.h[0][k]);
      }
    }
    const logits = D.run(0, s.gp_weight ? 3 * n : 2 * n);
    this.#means(logits);
  }

  /** D's loss without penalties, and its derivatives by the logits. */
  lossForD() {
    const { settings: s, n, D } = this;
    const last = D.layers;
    const label = TARGETED.includes(s.loss) ? s.real_label : 1;
    this.loss_D = lossD(s.loss, D.h[last], D.d[last], n, label);
    D.d[last].fill(0, 2 * n, 3 * n);
  }

  /** The gradient of D's loss and penalties in D's weights. */
  slopeForD() {
    const { settings: s, n, D } = this;
    D.gradient.fill(0);
    D.turn();
    this.r1 = this.r2 = this.gp = 0;
    const [from, to] = [s.r1_gamma ? 0 : n, s.r2_gamma ? 2 * n : n]; // of R1 and R2
    const curved = s.activation === "tanh";
    if (from < to) this.#r1r2(from, to);
    if (s.gp_weight) {
      this.#betweenPenalty();
      D.penalise(2 * n, 3 * n);
      if (curved) D.pull(2 * n, 3 * n, true, false, 2 * n, 3 * n);
    }
    if (curved || from === to) {
      if (from < to) D.penalise(from, to);
      D.pull(0, 2 * n, true, false, from, to);
    } else {
      D.pull(0, from, true, false);
      D.pullPenalised(from, to);
      D.pull(to, 2 * n, true, false);
    }
  }

  moveD() {
    const { settings: s, D } = this;
    this.#move(D, this.ofD, s.lr_D);
    if (s.weight_clip) clip(D.theta, s.weight_clip);
    this.updates_D++;
  }

  /** Fresh z for G, and its fakes; reals too where the loss compares with them. */
  placeForG() {
    const { settings: s, n, D, updates_G: step } = this;
    normals(this.G.h[0], n * s.z_dim, s.seed, STREAM.z_G, step);
    this.#show(this.G.run(0, n), D.h[0], n, STREAM.noise_G, step);
    if (s.loss !== "relativistic") return;
    sample(this.real, this.picks, n, this.data.sampled, s.seed, STREAM.real_G, step);
    this.#show(this.real, D.h[0], 0, STREAM.noise_real_G, step);
  }

  judgeForG() {
    const { settings: s, n, D } = this;
    D.run(s.loss === "relativistic" ? 0 : n, 2 * n);
  }

  /** G's loss, and its slope at each fake, left in D.d[0]: rows n to 2n, of the mean over them. */
  slopeForG() {
    const { settings: s, n, D } = this;
    const logits = D.h[D.layers];
    const d = D.d[D.layers];
    let total = 0;
    for (let i = 0; i < n; i++) {
      total += lossG(s.loss, logits[n + i], logits[i]);
      d[n + i] = slopeG(s.loss, logits[n + i], logits[i]) / n;
    }
    this.loss_G = total / n;
    D.turn();
    D.pull(n, 2 * n, false, true);
    const G = this.G;
    const at = G.d[G.layers];
    for (let k = 0; k < 2 * n; k++) at[k] = D.d[0][2 * n + k];
    G.gradient.fill(0);
    G.turn();
    G.pull(0, n, true, false);
  }

  moveG() {
    const { settings: s, G } = this;
    this.#move(G, this.ofG, s.lr_G);
    follow(this.average, G.theta, s.ema_decay);
    this.updates_G++;
  }

  updateD() {
    this.slopesD();
    this.moveD();
  }

  updateG() {
    this.slopesG();
    this.moveG();
  }

  /** Everything of an update of D but the move. */
  slopesD() {
    this.drawForD();
    this.placeForD();
    this.judgeForD();
    this.lossForD();
    this.slopeForD();
  }

  slopesG() {
    this.placeForG();
    this.judgeForG();
    this.slopeForG();
  }

  /**
   * Points as D sees them, into rows from `row` of its input.
   * @param {Float64Array} points @param {Float64Array} input @param {number} row
   * @param {number} stream @param {number} step
   */
  #show(points, input, row, stream, step) {
    const { settings: s, n, noise } = this;
    if (!s.instance_noise) {
      for (let k = 0; k < 2 * n; k++) input[2 * row + k] = points[k];
      return;
    }
    normals(noise, 2 * n, s.seed, stream, step);
    for (let k = 0; k < 2 * n; k++) input[2 * row + k] = points[k] + s.instance_noise * noise[k];
  }

  /**
   * R1 on reals and R2 on fakes: gamma / 2 times the mean squared slope (arXiv 1801.04406). Its
   * derivatives by the slopes go to `back[0]`.
   * @param {number} from @param {number} to
   */
  #r1r2(from, to) {
    const { settings: s, n, D } = this;
    const g = D.inputSlopes(from, to);
    for (let i = from; i < to; i++) {
      const square = g[2 * i] * g[2 * i] + g[2 * i + 1] * g[2 * i + 1];
      if (i < n) this.r1 += square / n;
      else this.r2 += square / n;
      const weight = (i < n ? s.r1_gamma : s.r2_gamma) / n;
      D.back[0][2 * i] = weight * g[2 * i];
      D.back[0][2 * i + 1] = weight * g[2 * i + 1];
    }
  }

  /** (slope - 1)^2, mean over points between reals and fakes (arXiv 1704.00028), as `#r1r2`. */
  #betweenPenalty() {
    const { settings: s, n, D } = this;
    const g = D.inputSlopes(2 * n, 3 * n);
    for (let i = 2 * n; i < 3 * n; i++) {
      const norm = Math.sqrt(g[2 * i] * g[2 * i] + g[2 * i + 1] * g[2 * i + 1]);
      this.gp += ((norm - 1) * (norm - 1)) / n;
      const weight = norm > 0 ? (s.gp_weight * 2 * (norm - 1)) / (n * norm) : 0;
      D.back[0][2 * i] = weight * g[2 * i];
      D.back[0][2 * i + 1] = weight * g[2 * i + 1];
    }
  }

  /** @param {Net} net @param {Moments} moments @param {number} lr */
  #move(net, moments, lr) {
    const s = this.settings;
    if (s.optimizer === "sgd") {
      sgd(net.theta, net.gradient, lr);
    } else {
      moments.t++;
      adam(net.theta, net.gradient, moments.m, moments.v, moments.t, lr, s.beta1);
    }
  }

  /** @param {Float64Array} logits */
  #means(logits) {
    const n = this.n;
    let [real, fake, dReal, dFake] = [0, 0, 0, 0];
    for (let i = 0; i < n; i++) {
      real += logits[i];
      fake += logits[n + i];
      dReal += sigmoid(logits[i]);
      dFake += sigmoid(logits[n + i]);
    }
    this.logit_real = real / n;
    this.logit_fake = fake / n;
    this.D_real = dReal / n;
    this.D_fake = dFake / n;
  }
}
