// The Worker of one generator: images are drawn here, so that the page never waits.

import { answerQuestions } from "../worker_client.js";
import { Generator } from "./generator.js";

/** @type {Generator | null} */
let generator = null;

answerQuestions({
  /**
   * @param {unknown} description @param {ArrayBuffer} file
   */
  load(description, file) {
    generator = new Generator(description, file);
    const { zDim, numClasses, macs } = generator.network;
    return { zDim, numClasses, macs, isFast: generator.plan.isFast };
  },
  /** @param {Float32Array} z @param {Float32Array | null} c */
  images(z, c) {
    if (!generator) throw new RangeError("No generator has been loaded.");
    const began = performance.now(), { image } = generator.network;
    const data = generator.images(z, c);
    return { ...image, count: z.length / generator.network.zDim, data, milliseconds: performance.now() - began };
  },
});
