// Pixels from the server, shown in canvases and image elements; CSS enlarges them.

import { showImage } from "../../../shared/frontend/image_on_canvas.js";
import { bitmapAddress } from "./bitmap.js";

/**
 * Images as the server sends them.
 * @typedef {object} Pixels
 * @property {number} count images
 * @property {number} height
 * @property {number} width
 * @property {number} channels 1 or 3
 * @property {Uint8Array} data images x height x width x channels
 * @property {number[]} norms lengths of z, where the answer has them
 */
/** @typedef {HTMLCanvasElement | HTMLImageElement} PixelElement */

/**
 * Shows one image of the answer.
 * @param {PixelElement} target
 * @param {Pixels} pixels
 * @param {number} index
 */
export function drawImage(target, pixels, index) {
  if (target instanceof HTMLImageElement) return drawRow(target, pixels, index, 1);
  showImage(target, pixels, index);
}

/**
 * Shows `count` images of the answer side by side in one image element.
 * @param {HTMLImageElement} image
 * @param {Pixels} pixels
 * @param {number} first
 * @param {number} count
 */
export function drawRow(image, pixels, first, count) {
  image.src = bitmapAddress(pixels, first, count);
}

/** A canvas, for an image that changes while something is dragged. */
export function pixelCanvas() {
  return Object.assign(document.createElement("canvas"), { className: "pixels" });
}

/**
 * An image element, for an image that stands still while others change. Browsers compose every canvas by
 * itself, so that fifty of them cost each frame of a drag more than the image that is dragged; an image
 * element is painted once, with the page around it.
 */
export function stillImage() {
  const image = new Image();
  image.className = "pixels";
  image.alt = ""; // what it shows is said by the button around it
  image.draggable = false; // the button is
  return image;
}
