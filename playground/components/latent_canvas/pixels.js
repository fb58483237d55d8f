// Pixels as the server sends them: uint8, images x height x width x channels, nothing around them.

async function askPixels(route, parameters) {
  const answer = await ask(route, parameters);
  const [count, height, width, channels] = answer.headers.get("X-Shape").split(",").map(Number);
  const data = new Uint8Array(await answer.arrayBuffer());
  const norms = answer.headers.get("X-Norms")?.split(",").map(Number) ?? [];
  return { count, height, width, channels, data, norms };
}

// Draws one picture of the answer into a canvas of its size; CSS enlarges it.
function drawTile(canvas, pixels, index) {
  const { width, height } = pixels;
  if (canvas.width !== width || canvas.height !== height) { canvas.width = width; canvas.height = height; }
  canvas.getContext("2d").putImageData(imageData(pixels, index), 0, 0);
}

// Draws `count` pictures side by side into one canvas, a pixel apart. Browsers compose every canvas by
// itself, so a hundred small ones cost each frame of a drag more than the picture that is dragged.
function drawRow(canvas, pixels, first, count) {
  const { width, height } = pixels, step = width + 1;
  canvas.width = count * step - 1;
  canvas.height = height;
  const context = canvas.getContext("2d");
  for (let index = 0; index < count; index++) context.putImageData(imageData(pixels, first + index), index * step, 0);
}

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

function pixelCanvas(label = "") {
  const canvas = document.createElement("canvas");
  canvas.className = "pixels";
  if (label) { canvas.setAttribute("role", "img"); canvas.setAttribute("aria-label", label); }
  return canvas;
}
