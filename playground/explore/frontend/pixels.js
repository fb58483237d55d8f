// Pixels as the server sends them: uint8, images x height x width x channels, nothing around them.

async function askPixels(route, parameters) {
  const answer = await ask(route, parameters);
  const [count, height, width, channels] = answer.headers.get("X-Shape").split(",").map(Number);
  const data = new Uint8Array(await answer.arrayBuffer());
  const norms = answer.headers.get("X-Norms")?.split(",").map(Number) ?? [];
  return { count, height, width, channels, data, norms };
}

// Shows one picture of the answer in a canvas of its size, or in an image; CSS enlarges it.
function drawTile(target, pixels, index) {
  if (target instanceof HTMLImageElement) return drawRow(target, pixels, index, 1);
  const { width, height } = pixels;
  if (target.width !== width || target.height !== height) { target.width = width; target.height = height; }
  target.getContext("2d").putImageData(imageData(pixels, index), 0, 0);
}

// Shows `count` pictures of the answer side by side in an image.
function drawRow(image, pixels, first, count) {
  image.src = bitmapAddress(pixels, first, count);
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

function pixelCanvas() {
  return Object.assign(document.createElement("canvas"), { className: "pixels" });
}

// For a picture that stands still while others move. Browsers compose every canvas by itself, so that
// fifty of them cost each frame of a drag more than the picture that is dragged; an image is painted
// once, with the page around it.
function stillPicture() {
  const image = new Image();
  image.className = "pixels";
  image.alt = ""; // what it shows is said by the button around it
  image.draggable = false; // the button is
  return image;
}

const BITMAP_HEADER = 54; // bytes

// Pictures side by side as an uncompressed file, BMP of 24 bits a pixel with the top row first. Made by
// hand, as browsers that guard against fingerprints change what a canvas gives back.
function bitmapAddress({ width, height, channels, data }, first, count) {
  const stride = 4 * Math.ceil((3 * width * count) / 4);
  const file = new Uint8Array(BITMAP_HEADER + stride * height), header = new DataView(file.buffer);
  file.set([0x42, 0x4d]); // "BM"
  header.setUint32(2, file.length, true);
  header.setUint32(10, BITMAP_HEADER, true);
  header.setUint32(14, 40, true); // bytes of the second part of the header
  header.setInt32(18, width * count, true);
  header.setInt32(22, -height, true); // negative: from the top
  header.setUint16(26, 1, true); // planes
  header.setUint16(28, 24, true);
  let from = first * width * height * channels;
  for (let index = 0; index < count; index++) {
    for (let row = 0; row < height; row++) {
      let to = BITMAP_HEADER + stride * row + 3 * width * index;
      for (let column = 0; column < width; column++, from += channels) {
        for (let colour = 2; colour >= 0; colour--) file[to++] = data[from + (channels === 3 ? colour : 0)]; // B G R
      }
    }
  }
  return `data:image/bmp;base64,${btoa(Array.from(file, (byte) => String.fromCharCode(byte)).join(""))}`;
}
