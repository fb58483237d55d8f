// Canvases as PNG files.

/**
 * Saves canvases, in rows of `columns`, as one PNG in which a pixel is `scale` x `scale` large.
 * @param {HTMLCanvasElement[]} canvases of one size
 * @param {number} columns
 * @param {number} scale
 * @param {string} name of the file
 */
export function savePng(canvases, columns, scale, name) {
  const [{ width, height }] = canvases, sheet = document.createElement("canvas");
  sheet.width = width * scale * Math.min(columns, canvases.length);
  sheet.height = height * scale * Math.ceil(canvases.length / columns);
  const context = sheet.getContext("2d");
  if (!context) return;
  context.imageSmoothingEnabled = false;
  canvases.forEach((canvas, k) => {
    const x = (k % columns) * width * scale, y = Math.floor(k / columns) * height * scale;
    context.drawImage(canvas, x, y, width * scale, height * scale);
  });
  sheet.toBlob((file) => {
    if (!file) return;
    const address = URL.createObjectURL(file);
    Object.assign(document.createElement("a"), { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  });
}
