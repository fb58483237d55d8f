// The inner loops on a memory of their own: WebAssembly with vectors where the browser has them.

import { kernelBytes } from "./kernel_code.js";
import { plainKernel } from "./kernel_plain.js";

/** @import { TileFunction } from "./kernel_plain.js" */
/**
 * @typedef {object} Kernel
 * @property {Float32Array} memory zeros at first
 * @property {boolean} isFast whether WebAssembly does it
 * @property {(pixels: number, vectors: number) => TileFunction} tile for a shape of kernel_code.js TILES
 */

const PAGE = 65536; // bytes of WebAssembly's memory

/** The fast loops, compiled; null where the browser has no vectors, or a policy forbids WebAssembly. */
function compiled() {
  try {
    return new WebAssembly.Module(kernelBytes());
  } catch {
    return null;
  }
}

/**
 * @param {number} bytes of memory
 * @param {boolean} [wantsFast] false for plain JavaScript in any case
 * @returns {Kernel}
 */
export function createKernel(bytes, wantsFast = true) {
  const module = wantsFast ? compiled() : null;
  if (!module) {
    const memory = new Float32Array(Math.ceil(bytes / 4));
    return { memory, isFast: false, tile: (_, vectors) => plainKernel(memory, vectors) };
  }
  const memory = new WebAssembly.Memory({ initial: Math.max(1, Math.ceil(bytes / PAGE)) });
  const { exports } = new WebAssembly.Instance(module, { host: { memory } });
  return {
    memory: new Float32Array(memory.buffer),
    isFast: true,
    tile: (pixels, vectors) => /** @type {TileFunction} */ (exports[`p${pixels}v${vectors}`]),
  };
}
