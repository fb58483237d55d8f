// The inner loops on a memory of their own: WebAssembly with vectors where the browser has them.

import { kernelBytes } from "./kernel_code.js";
import { plainKernel } from "./kernel_plain.js";

/** @import { TileFunction } from "./kernel_plain.js" */
/**
 * @typedef {object} Kernel
 * @property {Float32Array} memory zeros at first
 * @property {(pixels: number, vectors: number) => TileFunction} tile for a shape of kernel_code.js TILES
 */

const PAGE = 65536; // bytes of WebAssembly's memory

/** Whether this browser can run the fast loops. */
export function hasVectors() {
  return typeof WebAssembly === "object" && WebAssembly.validate(kernelBytes());
}

/**
 * @param {number} bytes of memory
 * @param {boolean} [isFast] false for plain JavaScript
 * @returns {Kernel}
 */
export function createKernel(bytes, isFast = hasVectors()) {
  if (!isFast) {
    const memory = new Float32Array(Math.ceil(bytes / 4));
    return { memory, tile: (_, vectors) => plainKernel(memory, vectors) };
  }
  const memory = new WebAssembly.Memory({ initial: Math.max(1, Math.ceil(bytes / PAGE)) });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(kernelBytes()), { host: { memory } });
  return {
    memory: new Float32Array(memory.buffer),
    tile: (pixels, vectors) => /** @type {TileFunction} */ (exports[`p${pixels}v${vectors}`]),
  };
}
