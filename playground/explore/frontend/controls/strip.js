// A strip of nine images from A to B or along the walk; a click goes to one of them.

import { drawImage, pixelCanvas } from "../images/pixels.js";

/** @import { Pixels } from "../images/pixels.js" */

export const STRIP = 9; // images

/**
 * @param {HTMLElement} holder
 * @param {(share: number) => void} onClick the place in the strip, 0 to 1
 */
export function createStrip(holder, onClick) {
  const frames = Array.from({ length: STRIP }, (_, index) => {
    const button = document.createElement("button"), canvas = pixelCanvas();
    button.type = "button";
    button.setAttribute("aria-label", `Image ${index + 1} of ${STRIP}`);
    button.append(canvas);
    button.addEventListener("click", () => onClick(index / (STRIP - 1)));
    return { button, canvas };
  });
  holder.append(...frames.map(({ button }) => button));
  return {
    /** @param {Pixels} pixels the first nine are shown */
    draw(pixels) { frames.forEach(({ canvas }, index) => drawImage(canvas, pixels, index)); },
    /** Marks the image nearest to this place. @param {number} share 0 to 1 */
    mark(share) {
      frames.forEach(({ button }, index) => {
        const isNearest = Math.abs(share - index / (STRIP - 1)) <= 0.5 / (STRIP - 1);
        button.setAttribute("aria-current", String(isNearest));
      });
    },
  };
}
