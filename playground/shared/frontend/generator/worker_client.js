// A generator that draws in a Worker of its own.

import { WorkerClient } from "../worker_client.js";

/** @typedef {{ zDim: number, numClasses: number, macs: number, isFast: boolean }} Facts */
/**
 * @typedef {object} Drawn
 * @property {number} count images
 * @property {number} height
 * @property {number} width
 * @property {number} channels
 * @property {Uint8Array} data count x height x width x channels
 * @property {number} milliseconds that drawing took
 */

export class GeneratorWorker extends WorkerClient {
  constructor() {
    super(new Worker(new URL("./worker.js", import.meta.url), { type: "module" }), {
      failed: "This browser could not draw the generator.",
      closed: "The generator was closed.",
    });
  }

  /**
   * @param {unknown} description of network_steps.py
   * @param {ArrayBuffer} file of safetensors
   * @returns {Promise<Facts>} rejected with one sentence, where the file is no generator
   */
  load(description, file) {
    return this.ask("load", description, file);
  }

  /**
   * @param {{ z: Float32Array, c: Float32Array | null }} latents as keyframes.js inARow makes them
   * @returns {Promise<Drawn>}
   */
  images({ z, c }) {
    return this.ask("images", z, c);
  }
}
