// Canvases as PNG files, frames as GIF files.

import { gif } from "./gif.js";

/** @import { Image } from "./artist.js" */

/**
 * Saves canvases, in rows of `columns`, as one PNG in which a pixel is `scale` x `scale` large.
 * @param {HTMLCanvasElement[]} canvases of one size
 * @param {number} columns
 * @param {number} scale
 * @param {string} name of the file
 */
export function savePng(canvases, columns, scale, name) {
  const [{ width, height }] = canvases, grid = document.createElement("canvas");
  grid.width = width * scale * Math.min(columns, canvases.length);
  grid.height = height * scale * Math.ceil(canvases.length / columns);
  const context = grid.getContext("2d");
  if (!context) return;
  context.imageSmoothingEnabled = false;
  canvases.forEach((canvas, k) => {
    const x = (k % columns) * width * scale, y = Math.floor(k / columns) * height * scale;
    context.drawImage(canvas, x, y, width * scale, height * scale);
  });
  grid.toBlob((file) => { if (file) save(file, name); });
}

/**
 * @param {Image[]} frames
 * @param {number} scale
 * @param {number} milliseconds of a frame
 * @param {string} name of the file
 */
export function saveGif(frames, scale, milliseconds, name) {
  save(new Blob([gif(frames, scale, milliseconds)], { type: "image/gif" }), name);
}

/** @param {Blob} file @param {string} name */
function save(file, name) {
  const address = URL.createObjectURL(file);
  Object.assign(document.createElement("a"), { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
