// Both paths compared: the strip by slerp above the strip by lerp, and the length of z along each.

import { drawImage, pixelCanvas } from "../images/pixels.js";
import { currentFields, query } from "../state/view.js";
import { finder } from "./elements.js";
import { STRIP } from "./strip.js";

/** @import { Explorer } from "../explorer.js" */

const NORMS = 41; // places of each path at which the server computes the length of z

/**
 * @param {Explorer} explorer
 * @param {HTMLElement} holder hidden while the comparison is closed
 * @param {HTMLElement} opener the button that opens and closes it
 * @param {string} task under which it is drawn
 */
export function createPathComparison(explorer, holder, opener, task) {
  holder.innerHTML = `
    <div class="row"><span class="name">slerp</span><div class="strip"></div></div>
    <div class="row"><span class="name">lerp</span><div class="strip"></div></div>
    <svg viewBox="0 0 400 90" preserveAspectRatio="none" role="img"></svg>
    <p class="hint"></p>`;
  const canvases = [...holder.querySelectorAll(".strip")].flatMap((strip) => {
    const row = Array.from({ length: STRIP }, () => pixelCanvas());
    strip.append(...row);
    return row;
  });
  const at = finder(holder);

  opener.addEventListener("click", () => {
    holder.hidden = !holder.hidden;
    opener.setAttribute("aria-expanded", String(!holder.hidden));
    if (!holder.hidden) explorer.queue.ask(task);
  });
  return {
    isOpen: () => !holder.hidden,
    async draw() {
      const { view, defaults, model } = explorer;
      if (holder.hidden || !model) return;
      const pixels = await explorer.client.pixels("paths.raw", query(view, defaults, currentFields(view)));
      canvases.forEach((canvas, index) => drawImage(canvas, pixels, index));
      const { svg, words } = lengthChart(pixels.norms, model.z_dim);
      at(".hint").textContent = words;
      at("svg", SVGSVGElement).innerHTML = svg;
      at("svg", SVGSVGElement).setAttribute("aria-label", words);
    },
  };
}

/**
 * The length of z along slerp and lerp as a chart and in words. A normal z of d numbers has length
 * sqrt(d - 1/2) +- 1/sqrt(2); 99% of random z are in the shaded band.
 * @param {number[]} norms those of slerp, then those of lerp
 * @param {number} zDim
 */
export function lengthChart(norms, zDim) {
  const slerp = norms.slice(0, NORMS), lerp = norms.slice(NORMS);
  const middle = Math.sqrt(zDim - 0.5), half = 2.58 / Math.SQRT2;
  const top = Math.max(...norms, middle + half) * 1.03;
  const y = (/** @type {number} */ norm) => 90 * (1 - norm / top);
  const line = (/** @type {number[]} */ values) =>
    values.map((norm, index) => `${(400 * index) / (NORMS - 1)},${y(norm).toFixed(2)}`).join(" ");
  const bandTop = y(middle + half), bandHeight = y(middle - half) - bandTop;
  const svg = `
    <rect class="band" x="0" width="400" y="${bandTop.toFixed(2)}" height="${bandHeight.toFixed(2)}"></rect>
    <polyline class="lerp" points="${line(lerp)}"></polyline>
    <polyline class="slerp" points="${line(slerp)}"></polyline>`;
  const [low, lowest] = [slerp, lerp].map((values) => Math.min(...values).toFixed(1));
  const words = `Length of z, from 0 to ${top.toFixed(1)}: slerp (orange) stays above ${low}, lerp (grey, dashed) `
    + `falls to ${lowest}. G was trained in the shaded band, which holds 99% of random z.`;
  return { svg, words };
}
