// Colours of the pictures, from the page's theme: G orange, D blue, reals in ink.

/** @typedef {{ink: string, paper: string, fake: string, real: string, font: string, heat: import("./pictures/heat.js").HeatColours}} Colours */

export const G = [232, 113, 10];
export const D = [47, 127, 240];

/**
 * @param {Element} element whose text and background colours count
 * @returns {Colours}
 */
export function coloursOf(element) {
  const style = getComputedStyle(element);
  const ink = style.getPropertyValue("--text").trim() || "#1d1d1b";
  const paper = style.getPropertyValue("--paper").trim() || "#ffffff";
  return { ink, paper, fake: `rgb(${G})`, real: `rgb(${D})`, font: style.fontFamily, heat: { real: D, fake: G, paper: numbers(paper), ink } };
}

/** @param {string} colour any that CSS knows @returns {number[]} red, green, blue */
function numbers(colour) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  return [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)];
}
