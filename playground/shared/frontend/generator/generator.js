// A generator in the browser: latents in, pixels out, as GeneratorSession.images does it in Python.

import { layOut } from "./layout.js";
import { BadGenerator, readSafetensors, tooLarge } from "./safetensors.js";
import { readNetwork } from "./stages.js";

/** @import { Network } from "./stages.js" */

const MAX_MACS = 4e9; // for one image; more takes seconds

export class Generator {
  /**
   * @param {unknown} description the JSON value of gan_core/generator/network_steps.py
   * @param {ArrayBuffer} file the generator's safetensors file
   * @param {{ wantsFast?: boolean }} [options] false for plain JavaScript, without WebAssembly
   * @throws {BadGenerator} a sentence, where one does not fit the other
   */
  constructor(description, file, { wantsFast = true } = {}) {
    this.network = readNetwork(description, readSafetensors(file));
    if (!(this.network.macs <= MAX_MACS)) {
      throw tooLarge();
    }
    this.plan = layOut(this.network, wantsFast);
  }

  /**
   * Images of latents, one after the other.
   * @param {Float32Array} z count x zDim
   * @param {Float32Array | null} c class weights, count x numClasses; null without classes
   * @returns {Uint8Array} count x height x width x channels
   */
  images(z, c) {
    const { zDim, numClasses, image } = this.network, count = z.length / zDim;
    if (!Number.isInteger(count) || (c?.length ?? 0) !== count * numClasses) {
      throw new BadGenerator("These latents are not of this generator.");
    }
    const size = image.height * image.width * image.channels, pixels = new Uint8Array(count * size);
    for (let k = 0; k < count; k++) {
      this.#enter(z.subarray(k * zDim, (k + 1) * zDim), c?.subarray(k * numClasses, (k + 1) * numClasses));
      for (const call of this.plan.calls) call();
      this.#leave(pixels.subarray(k * size, (k + 1) * size));
    }
    return pixels;
  }

  /** @param {Float32Array} z @param {Float32Array} [c] */
  #enter(z, c) {
    const { memory, input } = this.plan, at = input.at / 4, { embedding } = this.network;
    memory.set(z, at);
    if (!c) return;
    if (!embedding) return memory.set(c, at + z.length);
    const { shape: [length], values } = embedding;
    for (let k = 0; k < length; k++) {
      memory[at + z.length + k] = c.reduce((sum, weight, index) => sum + weight * values[k * c.length + index], 0);
    }
  }

  /** @param {Uint8Array} pixels of one image */
  #leave(pixels) {
    const { memory, output } = this.plan, { ending, range: [low, high] } = this.network;
    const { channels, height, width } = output.shape, scale = 255 / (high - low);
    let to = 0;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const from = (output.at + y * output.row + x * output.pixel) / 4;
        for (let k = 0; k < channels; k++) {
          const level = Math.round((ENDINGS[ending](memory[from + k]) - low) * scale);
          pixels[to++] = Math.min(255, Math.max(0, level));
        }
      }
    }
  }
}

/** @type {Record<Network["ending"], (x: number) => number>} */
const ENDINGS = { tanh: Math.tanh, sigmoid: (x) => 1 / (1 + Math.exp(-x)), linear: (x) => x };
