// Draws keyframes with the generator that the page brings along.

import { between, inARow, latentOf } from "../generator/keyframes.js";
import { showImage } from "../image_on_canvas.js";

/** @import { Generator } from "../generator/generator.js" */
/** @import { Keyframe, Latent } from "../generator/keyframes.js" */
/** @import { Method } from "../generator/latents.js" */
/** @typedef {ReturnType<typeof createArtist>} Artist */

/**
 * A plain seed, in a class of its own or that of the seed.
 * @param {number} seed
 * @param {number | null} truncation
 * @param {[number, number][]} [classes]
 * @returns {Keyframe}
 */
export function keyOf(seed, truncation, classes = []) {
  return { seeds: [[seed, 1]], edits: [], directions: [], classes, truncation, scale: 1 };
}

/** @param {Generator} generator */
export function createArtist(generator) {
  const { image } = generator.network;

  /** @param {HTMLCanvasElement} canvas @param {Latent} latent */
  function draw(canvas, latent) {
    const { z, c } = inARow([latent]);
    showImage(canvas, { ...image, data: generator.images(z, c) }, 0);
  }

  return {
    /** @param {HTMLCanvasElement} canvas @param {Keyframe} key */
    drawKey: (canvas, key) => draw(canvas, latentOf(key, generator.network)),
    /** @param {HTMLCanvasElement} canvas @param {Keyframe} a @param {Keyframe} b @param {number} t @param {Method} method */
    drawBetween(canvas, a, b, t, method) {
      draw(canvas, between(latentOf(a, generator.network), latentOf(b, generator.network), t, method));
    },
  };
}
