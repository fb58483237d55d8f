/**
 * Where a network lies in the engine's memory, and the calls of the inner loops that draw an image.
 *
 * Maps are stored pixel after pixel, the channels of each together and filled up to a multiple of four, with a
 * border of zeros as wide as the next layer looks.
 */

import { createKernel } from "./kernel.js";
import { borderOf, channelsAtOnce, filledUp, partsOf, unitsOfMap, withoutOnePixelMaps } from "./parts.js";
import { tooLarge } from "./safetensors.js";

/** @import { Kernel } from "./kernel.js" */
/** @import { Border, Part } from "./parts.js" */
/** @import { Network, Shape, Stage } from "./stages.js" */
/**
 * @typedef {object} FeatureMap
 * @property {Shape} shape
 * @property {number} at its first pixel, bytes
 * @property {number} pixel bytes from one to the next
 * @property {number} row
 */

const MAX_BYTES = 1 << 28;

/**
 * @param {Network} network
 * @param {boolean} [wantsFast] false for plain JavaScript in any case
 */
export function layOut(network, wantsFast) {
  const stages = network.stages.map(withoutOnePixelMaps);
  const borders = [...stages.map(borderOf), { top: 0, left: 0, bottom: 0, right: 0 }];
  const room = createRoom();
  const input = room.map(stages[0].input, borders[0]);
  const places = stages.map((stage, k) => {
    const raw = stage.resample ? room.map(stage.output, borders.at(-1)) : null;
    const next = room.map(afterResample(stage), borders[k + 1]);
    const parts = partsOf(stage).map((part) => ({ part, weights: room.take(weightCount(stage, part)) }));
    return { stage, raw, next, parts, bias: room.take(biasCount(stage)) };
  });
  const kernel = createKernel(room.bytes(), wantsFast);
  /** @type {(() => void)[]} */
  const calls = [];
  let from = input;
  for (const { stage, raw, next, parts, bias } of places) {
    writeBias(kernel.memory, bias, stage);
    for (const { part, weights } of parts) {
      calls.push(...callsOf(kernel, stage, part, from, raw ?? next, weights, bias));
    }
    if (raw) calls.push(resampling(kernel.memory, raw, next, /** @type {any} */ (stage.resample)));
    from = next;
  }
  return { memory: kernel.memory, isFast: kernel.isFast, input, output: from, calls };
}

/** Hands out memory before there is any, so that it can be asked for in one piece. */
function createRoom() {
  let bytes = 0;
  /** @param {number} numbers @returns {number} where they begin, bytes */
  function take(numbers) {
    const at = bytes;
    bytes += 4 * filledUp(numbers);
    if (!(bytes <= MAX_BYTES)) {
      throw tooLarge();
    }
    return at;
  }
  return {
    bytes: () => bytes,
    take,
    /** @param {Shape} shape @param {Border} [border] @returns {FeatureMap} */
    map(shape, { top, left, bottom, right } = { top: 0, left: 0, bottom: 0, right: 0 }) {
      const pixel = 4 * filledUp(shape.channels), row = pixel * (left + shape.width + right);
      const at = take((row / 4) * (top + shape.height + bottom));
      return { shape, pixel, row, at: at + top * row + left * pixel };
    },
  };
}

/** @param {Stage} stage @returns {Shape} */
function afterResample({ output, resample }) {
  if (!resample) return output;
  const { kind, factor } = resample;
  const channels = kind === "pixel_shuffle" ? output.channels / factor ** 2 : output.channels;
  return { channels, height: output.height * factor, width: output.width * factor };
}

/** @param {Stage} stage @param {Part} part */
function weightCount(stage, part) {
  return channelsAtOnce(stage) * filledUp(stage.input.channels) * part.taps[0] * part.taps[1];
}

/** @param {Stage} stage */
const biasCount = (stage) => channelsAtOnce(stage);

/** @param {Float32Array} memory @param {number} at @param {Stage} stage */
function writeBias(memory, at, stage) {
  const unitOf = stage.kind === "linear" ? unitsOfMap(stage) : (/** @type {number} */ unit) => unit;
  for (let k = 0; k < biasCount(stage); k++) {
    const unit = unitOf(k);
    memory[at / 4 + k] = unit < 0 ? 0 : stage.bias[unit] ?? 0;
  }
}

/**
 * Packs the weights of a part and returns the calls that compute it: as many channels as possible in wide groups,
 * the rest four at a time.
 * @param {Kernel} kernel @param {Stage} stage @param {Part} part @param {FeatureMap} from @param {FeatureMap} to
 * @param {number} weights bytes @param {number} bias bytes
 */
function callsOf(kernel, stage, part, from, to, weights, bias) {
  const [down, across] = part.taps, isDense = stage.kind === "linear";
  const pixels = part.columns >= 4 ? 4 : 1, wide = pixels === 4 ? 2 : 4;
  const perRow = isDense ? channelsAtOnce(stage) / to.shape.height : channelsAtOnce(stage);
  const a = from.at + part.fromY * from.row + part.fromX * from.pixel;
  const calls = [];
  let weightsAt = weights;
  for (let row = 0; row < (isDense ? to.shape.height : 1); row++) {
    const out = to.at + (part.y + row) * to.row + part.x * to.pixel;
    const isWide = Math.floor(perRow / (4 * wide));
    for (const [vectors, count, first] of [
      [wide, isWide, 0], [1, perRow / 4 - wide * isWide, isWide * 4 * wide],
    ]) {
      if (!count) continue;
      const channel = row * perRow + first, tile = kernel.tile(pixels, vectors);
      const end = pack(kernel.memory, weightsAt, stage, part, channel, count, 4 * vectors);
      const place = weightsAt;
      calls.push(() => tile(
        a, part.step * from.pixel, part.step * from.row, part.rows, part.columns,
        down, across * from.pixel, from.row, place, bias + 4 * channel,
        out + 4 * first, part.every * to.pixel, part.every * to.row, count, stage.slope,
      ));
      weightsAt = end;
    }
  }
  return calls;
}

/**
 * @param {Float32Array} memory @param {number} at bytes @param {Stage} stage @param {Part} part
 * @param {number} channel first output channel @param {number} count groups @param {number} lanes channels of each
 * @returns {number} where the weights end, bytes
 */
function pack(memory, at, stage, part, channel, count, lanes) {
  const inputs = stage.input.channels, filled = filledUp(inputs), [down, across] = part.taps;
  const outputs = stage.kind === "linear" ? Infinity : stage.output.channels;
  let to = at / 4;
  for (let first = channel; first < channel + count * lanes; first += lanes) {
    for (let u = 0; u < down; u++) {
      for (let v = 0; v < across; v++) {
        for (let i = 0; i < filled; i++) {
          for (let output = first; output < first + lanes; output++, to++) {
            if (i < inputs && output < outputs) memory[to] = part.weight(u, v, i, output);
          }
        }
      }
    }
  }
  return 4 * to;
}

/**
 * @param {Float32Array} memory @param {FeatureMap} from @param {FeatureMap} to
 * @param {{ kind: "upsample" | "pixel_shuffle", factor: number }} resample
 */
function resampling(memory, from, to, { kind, factor }) {
  const { channels, height, width } = to.shape;
  return () => {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        let source = (from.at + Math.floor(y / factor) * from.row + Math.floor(x / factor) * from.pixel) / 4;
        const target = (to.at + y * to.row + x * to.pixel) / 4;
        if (kind === "upsample") {
          for (let k = 0; k < channels; k++) memory[target + k] = memory[source + k];
        } else { // channel c of the output was channel c * factor^2 + its place in the block
          source += (y % factor) * factor + (x % factor);
          for (let k = 0; k < channels; k++) memory[target + k] = memory[source + k * factor * factor];
        }
      }
    }
  };
}
