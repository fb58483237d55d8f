/**
 * A layer as parts, each a convolution of stride and weights of its own. A transposed convolution of stride s is
 * s x s convolutions, each for the output pixels of one remainder, so that no zero is multiplied (Shi et al., arXiv
 * 1609.07009); a dense layer is the convolution of a single pixel.
 */

/** @import { Stage } from "./stages.js" */
/** @typedef {{ top: number, left: number, bottom: number, right: number }} Border px */
/**
 * The pixels of a map that one set of weights computes: output (y, x) sees the input from
 * (y * step + fromY, x * step + fromX) on, by taps[0] x taps[1], and lies at every `every`th pixel.
 * @typedef {object} Part
 * @property {number} y first output pixel
 * @property {number} x
 * @property {number} every
 * @property {number} rows of output pixels
 * @property {number} columns
 * @property {number} step
 * @property {number} fromY
 * @property {number} fromX
 * @property {[number, number]} taps
 * @property {(u: number, v: number, input: number, output: number) => number} weight
 */

const VECTOR = 4; // numbers

/** @param {number} channels */
export const filledUp = (channels) => VECTOR * Math.ceil(channels / VECTOR);

/**
 * A transposed convolution of a single pixel is a dense layer.
 * @param {Stage} stage
 * @returns {Stage}
 */
export function withoutOnePixelMaps(stage) {
  const { kind, input, output, kernel, top, left, weight, bias } = stage;
  if (kind !== "conv_transpose" || input.height * input.width !== 1) return stage;
  const { channels, height, width } = output, units = channels * height * width;
  const dense = new Float32Array(units * input.channels), biases = new Float32Array(units);
  for (let unit = 0; unit < units; unit++) {
    const channel = unit % channels, y = Math.floor(unit / channels / width) + top;
    const x = (Math.floor(unit / channels) % width) + left;
    biases[unit] = bias[channel];
    for (let k = 0; k < input.channels; k++) {
      dense[unit * input.channels + k] = weight[((k * channels + channel) * kernel + y) * kernel + x];
    }
  }
  return { ...stage, kind: "linear", weight: dense, bias: biases, channelsLast: true, kernel: 1, top: 0, left: 0 };
}

/**
 * How far beyond its input a layer looks.
 * @param {Stage} stage
 * @returns {Border}
 */
export function borderOf(stage) {
  const parts = stage.kind === "linear" ? [] : partsOf(stage);
  const most = (/** @type {(part: Part) => number} */ of) => Math.max(0, ...parts.map(of));
  const { height, width } = stage.input;
  return {
    top: most((part) => -part.fromY),
    left: most((part) => -part.fromX),
    bottom: most(({ fromY, rows, step, taps }) => fromY + (rows - 1) * step + taps[0] - height),
    right: most(({ fromX, columns, step, taps }) => fromX + (columns - 1) * step + taps[1] - width),
  };
}

/**
 * @param {Stage} stage
 * @returns {Part[]}
 */
export function partsOf(stage) {
  const { kind, input, output, kernel, stride, top, left, weight } = stage;
  if (kind === "linear") return [densePart(stage)];
  if (kind === "conv") {
    return [{
      y: 0, x: 0, every: 1, rows: output.height, columns: output.width, step: stride, fromY: -top, fromX: -left,
      taps: [kernel, kernel],
      weight: (u, v, i, o) => weight[((o * input.channels + i) * kernel + u) * kernel + v],
    }];
  }
  const rest = (/** @type {number} */ y, /** @type {number} */ cropped) => {
    const first = (y + cropped) % stride, taps = Math.ceil((kernel - first) / stride);
    return { first, taps, from: Math.floor((y + cropped) / stride) - taps + 1 };
  };
  /** @type {Part[]} */
  const parts = [];
  for (let y = 0; y < Math.min(stride, output.height); y++) {
    for (let x = 0; x < Math.min(stride, output.width); x++) {
      const down = rest(y, top), across = rest(x, left);
      const row = (/** @type {number} */ u) => down.first + stride * (down.taps - 1 - u);
      const column = (/** @type {number} */ v) => across.first + stride * (across.taps - 1 - v);
      parts.push({
        y, x, every: stride, step: 1, fromY: down.from, fromX: across.from, taps: [down.taps, across.taps],
        rows: Math.ceil((output.height - y) / stride), columns: Math.ceil((output.width - x) / stride),
        weight: (u, v, i, o) => weight[((i * output.channels + o) * kernel + row(u)) * kernel + column(v)],
      });
    }
  }
  return parts;
}

/**
 * A dense layer, row of its map after row: all pixels of a row are one long pixel.
 * @param {Stage} stage
 * @returns {Part}
 */
function densePart(stage) {
  const inputs = stage.input.channels, unitOf = unitsOfMap(stage);
  return {
    y: 0, x: 0, every: 1, rows: 1, columns: 1, step: 1, fromY: 0, fromX: 0, taps: [1, 1],
    weight: (_, __, i, o) => {
      const unit = unitOf(o);
      return unit < 0 ? 0 : stage.weight[unit * inputs + i];
    },
  };
}

/**
 * The unit of a dense layer at each place of its map in memory; -1 where channels are filled up.
 * @param {Stage} stage
 * @returns {(place: number) => number}
 */
export function unitsOfMap({ output, channelsLast }) {
  const { channels, height, width } = output, filled = filledUp(channels), area = height * width;
  return (place) => {
    const channel = place % filled, pixel = Math.floor(place / filled);
    if (channel >= channels) return -1;
    return channelsLast ? pixel * channels + channel : channel * area + pixel;
  };
}

/** Channels in one row of calls: of a pixel, or all those of a dense layer's map. @param {Stage} stage */
export function channelsAtOnce({ kind, output }) {
  const filled = filledUp(output.channels);
  return kind === "linear" ? filled * output.height * output.width : filled;
}
