// Draws keyframes with the generator that the page brings along.

import { between, inARow, latentOf, onPlane } from "../generator/keyframes.js";
import { showImage } from "../image_on_canvas.js";

/** @import { Generator } from "../generator/generator.js" */
/** @import { Keyframe, Latent } from "../generator/keyframes.js" */
/** @import { Method } from "../generator/latents.js" */
/** @typedef {ReturnType<typeof createArtist>} Artist */
/** @typedef {{ channels: number, height: number, width: number, data: Uint8Array }} Image height x width x channels */

/**
 * A keyframe of plain seeds, in a class of its own or in those of the seeds.
 * @param {[number, number][]} seeds with weights
 * @param {number | null} [truncation]
 * @param {[number, number][]} [classes]
 * @returns {Keyframe}
 */
export function keyOf(seeds, truncation = null, classes = []) {
  return { seeds, edits: [], directions: [], classes, truncation, scale: 1 };
}

/**
 * @param {Generator} generator
 * @param {Map<string, Float32Array>} directions unit vectors by id
 */
export function createArtist(generator, directions) {
  const { image } = generator.network;
  const latent = (/** @type {Keyframe} */ key) => latentOf(key, generator.network, directions);

  /** @param {Latent} one @returns {Image} */
  function imageOf(one) {
    const { z, c } = inARow([one]);
    return { ...image, data: generator.images(z, c) };
  }

  return {
    /** @param {HTMLCanvasElement} canvas @param {Keyframe} key */
    drawKey: (canvas, key) => showImage(canvas, imageOf(latent(key)), 0),
    /** @param {Keyframe} a @param {Keyframe} b @param {number} t @param {Method} method */
    imageBetween: (a, b, t, method) => imageOf(between(latent(a), latent(b), t, method)),
    /** @param {Keyframe} a @param {Keyframe} b @param {Keyframe} c @param {number} u @param {number} v */
    imageOnPlane: (a, b, c, u, v) => imageOf(onPlane(latent(a), latent(b), latent(c), u, v)),
  };
}
