/**
 * Frames as an animated GIF that plays for ever: the format GIF89a of CompuServe, compressed by LZW (Welch 1984).
 * Each frame has a palette of its own.
 */

import { paletteOf } from "./palette.js";

/** @import { Image } from "./artist.js" */

const CLEAR = 256, END = 257, CODES = 4096; // of LZW over bytes
const BLOCK = 255; // bytes
const FOR_EVER = [0x21, 0xff, 11, ...letters("NETSCAPE2.0"), 3, 1, 0, 0, 0];

/**
 * @param {Image[]} frames of one size, of 1 or 3 channels
 * @param {number} scale side of a pixel in the file
 * @param {number} milliseconds of a frame; the format has hundredths of a second
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function gif(frames, scale, milliseconds) {
  const size = [...word(frames[0].width * scale), ...word(frames[0].height * scale)];
  const bytes = [...letters("GIF89a"), ...size, 0x70, 0, 0, ...FOR_EVER];
  for (const frame of frames) {
    const { colours, indices } = paletteOf(frame);
    bytes.push(0x21, 0xf9, 4, 0, ...word(milliseconds / 10), 0, 0); // how long it is shown
    bytes.push(0x2c, 0, 0, 0, 0, ...size, 0x87, ...colours); // where it lies, and its 256 colours
    bytes.push(8);
    const packed = compressed(enlarged(indices, frame.width, scale));
    for (let at = 0; at < packed.length; at += BLOCK) {
      const block = packed.slice(at, at + BLOCK);
      bytes.push(block.length, ...block);
    }
    bytes.push(0);
  }
  return Uint8Array.from([...bytes, 0x3b]);
}

/** @param {string} text */
function letters(text) {
  return Array.from(text, (letter) => letter.charCodeAt(0));
}

/** Two bytes, the low one first. @param {number} value */
function word(value) {
  return [Math.round(value) & 255, Math.round(value) >> 8];
}

/** Each pixel as scale x scale. @param {Uint8Array} indices @param {number} width @param {number} scale */
function enlarged(indices, width, scale) {
  const row = width * scale, large = new Uint8Array(indices.length * scale * scale);
  for (let at = 0; at < large.length; at++) {
    const y = Math.floor(at / row / scale), x = Math.floor((at % row) / scale);
    large[at] = indices[y * width + x];
  }
  return large;
}

/**
 * Codes of 9 to 12 bits, one for each longest sequence that was seen before.
 * @param {Uint8Array} pixels
 * @returns {number[]} bytes
 */
function compressed(pixels) {
  /** @type {number[]} */
  const bytes = [];
  let kept = 0, bits = 0; // not yet written
  let width = 9, next = END + 1;
  /** The code of a sequence and the pixel after it. @type {Map<number, number>} */
  const known = new Map();
  /** @param {number} code */
  function write(code) {
    kept |= code << bits;
    for (bits += width; bits >= 8; bits -= 8, kept >>>= 8) bytes.push(kept & 255);
  }
  write(CLEAR);
  let code = pixels[0];
  for (let at = 1; at < pixels.length; at++) {
    const longer = (code << 8) | pixels[at], found = known.get(longer);
    if (found !== undefined) {
      code = found;
      continue;
    }
    write(code);
    code = pixels[at];
    if (next === CODES) {
      write(CLEAR);
      known.clear();
      [width, next] = [9, END + 1];
    } else {
      if (next === 1 << width) width++;
      known.set(longer, next++);
    }
  }
  write(code);
  write(END);
  if (bits) bytes.push(kept & 255);
  return bytes;
}
