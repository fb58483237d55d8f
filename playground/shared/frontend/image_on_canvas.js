// One of several images on a canvas, which CSS enlarges.

/**
 * @param {HTMLCanvasElement} canvas
 * @param {{ width: number, height: number, channels: number, data: Uint8Array }} images one after the other, each
 *   height x width x channels, of 1 or 3 channels
 * @param {number} index
 */
export function showImage(canvas, { width, height, channels, data }, index) {
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const image = new ImageData(width, height);
  const words = new Uint32Array(image.data.buffer); // one store a pixel; bytes in memory are R G B A
  let from = index * width * height * channels;
  for (let pixel = 0; pixel < words.length; pixel++, from += channels) {
    const red = data[from], green = channels === 3 ? data[from + 1] : red, blue = channels === 3 ? data[from + 2] : red;
    words[pixel] = 0xff000000 | (blue << 16) | (green << 8) | red;
  }
  canvas.getContext("2d")?.putImageData(image, 0, 0);
}
