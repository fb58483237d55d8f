// How two sample grids of the same z differ: the absolute difference of their pixels as an image.

/**
 * Absolute differences of two images of one size, opaque, and their mean over red, green and blue.
 * @param {Uint8ClampedArray} a RGBA
 * @param {Uint8ClampedArray} b RGBA
 * @returns {{ pixels: Uint8ClampedArray<ArrayBuffer>, mean: number }} the mean from 0 (the same) to 255
 */
export function difference(a, b) {
  const pixels = new Uint8ClampedArray(a.length);
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) {
    if (at % 4 === 3) pixels[at] = 255;
    else sum += pixels[at] = Math.abs(a[at] - b[at]);
  }
  return { pixels, mean: sum / Math.max(1, (3 * a.length) / 4) };
}

/**
 * Draw it; in words what is seen, or why there is nothing to see.
 * @param {HTMLCanvasElement} canvas
 * @param {HTMLImageElement} a loaded, or not yet
 * @param {HTMLImageElement} b
 * @returns {string} "" while an image is on its way, and the one shown is the one before
 */
export function drawDifference(canvas, a, b) {
  if (![a, b].every(({ complete, naturalWidth }) => complete && naturalWidth)) return "";
  canvas.hidden = true;
  const { naturalWidth: width, naturalHeight: height } = a;
  if (b.naturalWidth !== width || b.naturalHeight !== height) return "The two grids are of different sizes, so no difference can be drawn.";
  Object.assign(canvas, { width, height, hidden: false });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) return "This browser draws no difference.";
  const [first, second] = [a, b].map((image) => {
    context.drawImage(image, 0, 0);
    return context.getImageData(0, 0, width, height).data;
  });
  const { pixels, mean } = difference(first, second);
  context.putImageData(new ImageData(pixels, width, height), 0, 0);
  return `mean difference of a pixel ${mean.toFixed(1)} of 255; black and 0 where both are the same`;
}
