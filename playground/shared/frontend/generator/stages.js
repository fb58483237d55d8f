/**
 * From the description of a network (gan_core/generator/network_steps.py) and its weights to stages: a layer with
 * weights, with BatchNorm folded into them, its activation, and what it does to the map afterwards.
 *
 * The description may come from anybody: each value is checked, and whatever is not a chain of layers that the
 * engine knows is refused with BadGenerator.
 */

import { BadGenerator, tooLarge } from "./safetensors.js";

/** @import { Tensor } from "./safetensors.js" */
/** @typedef {{ channels: number, height: number, width: number }} Shape */
/**
 * @typedef {object} Stage
 * @property {"linear" | "conv" | "conv_transpose"} kind
 * @property {Float32Array} weight in torch's order
 * @property {Float32Array} bias
 * @property {Shape} input a vector is a map of one pixel
 * @property {Shape} output before `resample`
 * @property {boolean} channelsLast order of a linear layer's units, where they are a map
 * @property {number} kernel side, px
 * @property {number} stride
 * @property {number} top what is cropped off a transposed convolution, or padded to a convolution's input
 * @property {number} left
 * @property {number} slope of the activation below 0: 1 without one, 0 for ReLU
 * @property {{ kind: "upsample" | "pixel_shuffle", factor: number } | null} resample
 */
/**
 * @typedef {object} Network
 * @property {number} zDim
 * @property {number} numClasses
 * @property {Shape} image
 * @property {[number, number]} range of the image's values
 * @property {Tensor | null} embedding of the classes [length, numClasses]
 * @property {number} inputs numbers that the first stage gets: z and the classes
 * @property {Stage[]} stages
 * @property {"tanh" | "sigmoid" | "linear"} ending
 * @property {number} macs multiply-accumulates for one image
 */

const FORMAT = "gan-playground network 1";
const MAX_STEPS = 200, MAX_SIDE = 512, MAX_CHANNELS = 16384, MAX_KERNEL = 16, MAX_UNITS = 1 << 24, MAX_WEIGHTS = 1 << 26;
const MAX_LEVEL = 1e6; // of an image's values

/** @param {string} what */
const contradiction = (what) =>
  new BadGenerator(`The description of this generator contradicts itself (${what}); it was not used.`);
const unknown = (/** @type {string} */ what) =>
  new BadGenerator(`This browser cannot draw this generator: ${what}.`);

/**
 * @param {unknown} value
 * @param {number} low
 * @param {number} high
 * @param {string} what
 * @returns {number}
 */
function whole(value, low, high, what) {
  if (!Number.isInteger(value) || Number(value) < low || Number(value) > high) throw contradiction(what);
  return Number(value);
}

/** Whether it is a number, and from low to high. @param {unknown} value @param {number} low @param {number} high */
function isWithin(value, low, high) {
  return typeof value === "number" && value >= low && value <= high;
}

/**
 * @param {any} description
 * @param {Map<string, Tensor>} tensors
 * @returns {Network}
 */
export function readNetwork(description, tensors) {
  if (description?.format !== FORMAT || !Array.isArray(description.steps)) {
    throw new BadGenerator("This description of a generator is of another version; reload the page.");
  }
  const { z_dim, num_classes, channels, image_size, range, steps } = description;
  if (!Array.isArray(range) || !range.every((end) => isWithin(end, -MAX_LEVEL, MAX_LEVEL)) || !(range[1] > range[0])) {
    throw contradiction("range");
  }
  whole(steps.length, 1, MAX_STEPS, "steps");
  const reader = new StageReader(
    tensors, whole(z_dim, 1, MAX_CHANNELS, "z_dim"), whole(num_classes, 0, MAX_CHANNELS, "num_classes"));
  for (const step of steps) reader.read(step);
  const side = whole(image_size, 1, MAX_SIDE, "image_size"), { shape } = reader;
  if (shape.channels !== channels || ![1, 3].includes(channels) || shape.height !== side || shape.width !== side) {
    throw contradiction("the size of the image");
  }
  if (!reader.stages.every(({ weight, bias }) => weight.every(Number.isFinite) && bias.every(Number.isFinite))) {
    throw new BadGenerator("The weights of this generator become infinite where they are combined; it was not used.");
  }
  if (!reader.stages.length || reader.joins !== (num_classes > 0)) throw contradiction("inputs");
  return {
    zDim: z_dim, numClasses: num_classes, image: shape, range: [range[0], range[1]],
    embedding: reader.embedding, inputs: reader.inputs, stages: reader.stages, ending: reader.ending,
    macs: reader.stages.reduce((sum, stage) => sum + macsOf(stage), 0),
  };
}

/** @param {Stage} stage */
function macsOf({ kind, input, output, kernel }) {
  const { height, width } = kind === "conv_transpose" ? input : output;
  const taps = kind === "linear" ? 1 : kernel * kernel;
  return height * width * taps * input.channels * output.channels;
}

class StageReader {
  /** @param {Map<string, Tensor>} tensors @param {number} zDim @param {number} numClasses */
  constructor(tensors, zDim, numClasses) {
    this.tensors = tensors;
    this.numClasses = numClasses;
    this.inputs = zDim;
    /** @type {Shape} */
    this.shape = { channels: zDim, height: 1, width: 1 };
    /** @type {Tensor | null} */
    this.embedding = null;
    this.joins = false;
    /** @type {Stage[]} */
    this.stages = [];
    this.isActive = false; // the last stage has its activation
    this.weights = 0; // numbers of all stages, each of which has a copy of its own
    /** @type {Network["ending"]} */
    this.ending = "linear";
  }

  /** @param {any} step */
  read(step) {
    const method = Object.hasOwn(STEPS, step?.op) && STEPS[step.op];
    if (!method) throw unknown("it has a layer of a kind that is not known here");
    if (this.ending !== "linear") throw unknown("it goes on after its last activation");
    method.call(this, step);
    const { channels, height, width } = this.shape;
    whole(channels * height * width, 1, MAX_UNITS, "sizes");
  }

  /**
   * @param {unknown} name
   * @param {(number | null)[]} shape null where any side will do
   */
  tensor(name, shape) {
    const found = typeof name === "string" ? this.tensors.get(name) : undefined;
    if (!found || found.shape.length !== shape.length || shape.some((side, k) => (side ?? found.shape[k]) !== found.shape[k])) {
      throw new BadGenerator("This generator does not have the weights that it describes; it was not used.");
    }
    return found;
  }

  /** @param {unknown} name of a bias, or null @param {number} length */
  vector(name, length, otherwise = 0) {
    return name === null ? new Float32Array(length).fill(otherwise) : this.tensor(name, [length]).values;
  }

  /** The last layer with weights, to which something is to be folded before its activation. @param {string} what */
  open(what) {
    const stage = this.stages.at(-1);
    if (!stage || this.isActive || stage.resample) throw unknown(`${what} does not follow a layer with weights`);
    return stage;
  }

  /** @param {Omit<Stage, "slope" | "resample" | "input" | "channelsLast">} stage */
  add(stage) {
    const { channels, height, width } = stage.output;
    for (const side of [height, width]) whole(side, 1, MAX_SIDE, "sizes");
    whole(channels, 1, MAX_UNITS, "channels");
    this.weights += stage.weight.length;
    if (this.weights > MAX_WEIGHTS) throw tooLarge();
    this.stages.push({
      ...stage, weight: stage.weight.slice(), bias: stage.bias.slice(),
      input: this.shape, channelsLast: false, slope: 1, resample: null,
    });
    this.shape = stage.output;
    this.isActive = false;
  }

  /** @param {any} step */
  joinClasses({ embedding }) {
    if (this.stages.length || this.joins || !this.numClasses) throw contradiction("classes");
    this.joins = true;
    this.embedding = embedding === null ? null : this.tensor(embedding, [null, this.numClasses]);
    this.inputs += this.embedding ? this.embedding.shape[0] : this.numClasses;
    this.shape = { channels: this.inputs, height: 1, width: 1 };
  }

  /** @param {any} step */
  linear({ weight, bias }) {
    const { channels, height, width } = this.shape;
    if (height * width !== 1) throw unknown("a dense layer follows a feature map");
    const { shape, values } = this.tensor(weight, [null, channels]);
    this.add({
      kind: "linear", weight: values, bias: this.vector(bias, shape[0]), kernel: 1, stride: 1, top: 0, left: 0,
      output: { channels: shape[0], height: 1, width: 1 },
    });
  }

  /** @param {any} step */
  conv({ weight, bias, stride, pad }) {
    const { channels, height, width } = this.shape;
    const { shape: [outputs, , kernel, across], values } = this.tensor(weight, [null, channels, null, null]);
    if (!Array.isArray(pad) || kernel !== across) throw contradiction("convolution");
    whole(kernel, 1, MAX_KERNEL, "kernel");
    whole(stride, 1, kernel, "stride");
    const [top, left, bottom, right] = pad.map((side) => whole(side, 0, kernel, "padding"));
    const sideOf = (/** @type {number} */ side) => Math.floor((side - kernel) / stride) + 1;
    this.add({
      kind: "conv", weight: values, bias: this.vector(bias, outputs), kernel, stride, top, left,
      output: { channels: outputs, height: sideOf(height + top + bottom), width: sideOf(width + left + right) },
    });
  }

  /** @param {any} step */
  convTranspose({ weight, bias, stride, pad }) {
    const { channels, height, width } = this.shape;
    const { shape: [, outputs, kernel, across], values } = this.tensor(weight, [channels, null, null, null]);
    if (kernel !== across) throw contradiction("convolution");
    whole(kernel, 1, MAX_KERNEL, "kernel");
    whole(stride, 1, kernel, "stride");
    whole(pad, 0, kernel - 1, "padding");
    const sideOf = (/** @type {number} */ side) => (side - 1) * stride - 2 * pad + kernel;
    this.add({
      kind: "conv_transpose", weight: values, bias: this.vector(bias, outputs), kernel, stride, top: pad, left: pad,
      output: { channels: outputs, height: sideOf(height), width: sideOf(width) },
    });
  }

  /** Folds running statistics and scale into weights and bias, in double precision. @param {any} step */
  batchNorm({ mean, variance, weight, bias, eps }) {
    const stage = this.open("BatchNorm"), { channels } = this.shape;
    if (!isWithin(eps, Number.MIN_VALUE, 1)) throw contradiction("BatchNorm");
    const means = this.tensor(mean, [channels]).values, variances = this.tensor(variance, [channels]).values;
    const scales = this.vector(weight, channels, 1), shifts = this.vector(bias, channels);
    const outputs = stage.bias.length, channelOf = channelsOfUnits(stage, channels);
    const factors = Float64Array.from(scales, (scale, k) => scale / Math.sqrt(Math.max(0, variances[k]) + eps));
    const area = stage.kernel * stage.kernel, { weight: weights } = stage;
    const inputs = weights.length / outputs / area, isTransposed = stage.kind === "conv_transpose";
    for (let k = 0; k < weights.length; k++) { // torch's order: [out, in, area], or [in, out, area]
      const unit = isTransposed ? Math.floor(k / area) % outputs : Math.floor(k / (area * inputs));
      weights[k] *= factors[channelOf(unit)];
    }
    for (let unit = 0; unit < outputs; unit++) {
      const channel = channelOf(unit);
      stage.bias[unit] = (stage.bias[unit] - means[channel]) * factors[channel] + shifts[channel];
    }
  }

  /** @param {any} step */
  leakyRelu({ slope }) {
    const stage = this.open("an activation");
    if (!isWithin(slope, 0, 1)) throw contradiction("activation");
    stage.slope = slope;
    this.isActive = true;
  }

  /** @param {any} step */
  toMap({ channels, height, width, channels_last }) {
    for (const side of [channels, height, width]) whole(side, 1, MAX_UNITS, "sizes");
    if (channels * height * width !== this.shape.channels || this.shape.height * this.shape.width !== 1) {
      throw contradiction("sizes");
    }
    const shape = { channels, height, width }, stage = this.stages.at(-1);
    if (height * width > 1) {
      if (stage?.kind !== "linear") throw unknown("a feature map begins without a dense layer");
      stage.output = shape;
      stage.channelsLast = channels_last === true;
    }
    this.shape = shape;
  }

  /** Anything after a layer's weights that treats all pixels alike may as well come after the crop. @param {any} step */
  crop({ top, left, height, width }) {
    const stage = this.stages.at(-1), { shape } = this;
    if (stage?.kind !== "conv_transpose" || stage.resample) throw unknown("a crop does not follow a transposed convolution");
    whole(height, 1, shape.height - whole(top, 0, shape.height, "crop"), "crop");
    whole(width, 1, shape.width - whole(left, 0, shape.width, "crop"), "crop");
    stage.top += top;
    stage.left += left;
    this.shape = stage.output = { ...shape, height, width };
  }

  /** @param {any} step */
  resample({ op, factor }) {
    const stage = this.stages.at(-1), { channels, height, width } = this.shape;
    if (!stage || stage.resample) throw unknown(`${op} does not follow a layer with weights`);
    whole(factor, 2, 8, "factor");
    stage.resample = { kind: op, factor };
    const left = op === "pixel_shuffle" ? channels / factor ** 2 : channels;
    whole(left, 1, MAX_CHANNELS, "channels");
    for (const side of [height, width]) whole(side * factor, 1, MAX_SIDE, "sizes");
    this.shape = { channels: left, height: height * factor, width: width * factor };
  }

  /** @param {any} step */
  end({ op }) {
    if (this.isActive && !this.stages.at(-1)?.resample) throw unknown("it has two activations in a row");
    this.ending = op;
  }
}

/** @type {Record<string, (this: StageReader, step: any) => void>} */
const STEPS = {
  join_classes: StageReader.prototype.joinClasses,
  linear: StageReader.prototype.linear,
  conv: StageReader.prototype.conv,
  conv_transpose: StageReader.prototype.convTranspose,
  batch_norm: StageReader.prototype.batchNorm,
  leaky_relu: StageReader.prototype.leakyRelu,
  to_map: StageReader.prototype.toMap,
  crop: StageReader.prototype.crop,
  upsample: StageReader.prototype.resample,
  pixel_shuffle: StageReader.prototype.resample,
  tanh: StageReader.prototype.end,
  sigmoid: StageReader.prototype.end,
};

/**
 * The channel of each unit of a dense layer whose units have become a map; of a convolution, the unit itself.
 * @param {Stage} stage
 * @param {number} channels
 * @returns {(unit: number) => number}
 */
function channelsOfUnits({ kind, output, channelsLast }, channels) {
  const area = output.height * output.width;
  if (kind !== "linear" || area === 1) return (unit) => unit;
  return channelsLast ? (unit) => unit % channels : (unit) => Math.floor(unit / area);
}
