// The colours of an image: all of them where there are at most 256, otherwise as many by median cut (Heckbert 1982).

/** @import { Image } from "./artist.js" */
/** @typedef {{ colours: number[], shift: number, span: number }} Box shift: of its widest channel in 0xRRGGBB */

const COLOURS = 256, CHANNELS = [16, 8, 0];

/**
 * @param {Image} image of 1 or 3 channels
 * @returns {{ colours: Uint8Array, indices: Uint8Array }} 256 x 3 levels, and a colour for each pixel
 */
export function paletteOf({ channels, data }) {
  const levels = new Uint8Array(3 * COLOURS);
  if (channels === 1) return { colours: levels.map((_, k) => Math.floor(k / 3)), indices: data };
  const pixels = Array.from({ length: data.length / 3 }, (_, k) => (data[3 * k] << 16) | (data[3 * k + 1] << 8) | data[3 * k + 2]);
  /** @type {Map<number, number>} */
  const places = new Map();
  for (const [index, { colours }] of boxes([...new Set(pixels)]).entries()) {
    for (const colour of colours) places.set(colour, index);
    CHANNELS.forEach((shift, channel) => {
      const sum = colours.reduce((total, colour) => total + ((colour >> shift) & 255), 0);
      levels[3 * index + channel] = Math.round(sum / colours.length);
    });
  }
  return { colours: levels, indices: Uint8Array.from(pixels, (colour) => places.get(colour) ?? 0) };
}

/** Halves the box of the widest channel until there are enough. @param {number[]} distinct */
function boxes(distinct) {
  const found = [boxOf(distinct)];
  while (found.length < COLOURS) {
    const widest = found.reduce((best, box, k) => (box.span > found[best].span ? k : best), 0);
    const { colours, shift, span } = found[widest];
    if (!span) break;
    colours.sort((a, b) => ((a >> shift) & 255) - ((b >> shift) & 255));
    const half = Math.floor(colours.length / 2);
    found.splice(widest, 1, boxOf(colours.slice(0, half)), boxOf(colours.slice(half)));
  }
  return found;
}

/** @param {number[]} colours @returns {Box} */
function boxOf(colours) {
  const spans = CHANNELS.map((shift) => {
    const levels = colours.map((colour) => (colour >> shift) & 255);
    return Math.max(...levels) - Math.min(...levels);
  });
  const span = Math.max(...spans);
  return { colours, shift: CHANNELS[spans.indexOf(span)], span };
}
