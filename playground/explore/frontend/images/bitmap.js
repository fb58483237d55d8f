// Plain pixels as a BMP file. Not by a canvas: browsers that guard against fingerprinting change what it
// gives back.

/** @import { Pixels } from "./pixels.js" */

const HEADER = 54; // bytes

/**
 * `count` images side by side as an uncompressed file of 24 bits a pixel, the top row first.
 * @param {Pixels} pixels
 * @param {number} first
 * @param {number} count
 */
export function bitmap({ width, height, channels, data }, first, count) {
  const stride = 4 * Math.ceil((3 * width * count) / 4);
  const file = new Uint8Array(HEADER + stride * height), header = new DataView(file.buffer);
  file.set([0x42, 0x4d]); // "BM"
  header.setUint32(2, file.length, true);
  header.setUint32(10, HEADER, true);
  header.setUint32(14, 40, true); // bytes of the second part of the header
  header.setInt32(18, width * count, true);
  header.setInt32(22, -height, true); // negative: from the top
  header.setUint16(26, 1, true); // planes
  header.setUint16(28, 24, true);
  let from = first * width * height * channels;
  for (let index = 0; index < count; index++) {
    for (let row = 0; row < height; row++) {
      let to = HEADER + stride * row + 3 * width * index;
      for (let column = 0; column < width; column++, from += channels) {
        for (let colour = 2; colour >= 0; colour--) file[to++] = data[from + (channels === 3 ? colour : 0)]; // B G R
      }
    }
  }
  return file;
}

/**
 * The same as an address for an image element.
 * @param {Pixels} pixels
 * @param {number} first
 * @param {number} count
 */
export function bitmapAddress(pixels, first, count) {
  const bytes = Array.from(bitmap(pixels, first, count), (byte) => String.fromCharCode(byte));
  return `data:image/bmp;base64,${btoa(bytes.join(""))}`;
}
