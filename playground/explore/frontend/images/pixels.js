// Pixels from the server, shown in canvases and image elements; CSS enlarges them.

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
  const { width, height } = pixels;
  if (target.width !== width || target.height !== height) { target.width = width; target.height = height; }
  target.getContext("2d")?.putImageData(imageData(pixels, index), 0, 0);
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

/** @type {(pixels: Pixels, index: number) => ImageData} */
function imageData({ width, height, channels, data }, index) {
  const image = new ImageData(width, height);
  const words = new Uint32Array(image.data.buffer); // one store a pixel; bytes in memory are R G B A
  let from = index * width * height * channels;
  for (let pixel = 0; pixel < words.length; pixel++, from += channels) {
    const red = data[from], green = channels === 3 ? data[from + 1] : red, blue = channels === 3 ? data[from + 2] : red;
    words[pixel] = 0xff000000 | (blue << 16) | (green << 8) | red;
  }
  return image;
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
