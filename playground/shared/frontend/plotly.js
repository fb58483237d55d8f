// Plotly's own script, fetched once from the server when the first curve is drawn.

import { api } from "./api.js";

/**
 * The element Plotly draws in; data and layout are there after the first drawing.
 * @typedef {HTMLDivElement & {
 *   data?: any[], layout?: any,
 *   on(event: string, listener: (event: any) => void): void,
 * }} Plot
 */

/**
 * What is used of Plotly.
 * @typedef {object} Plotly
 * @property {(plot: Plot, traces: object[], layout: object, config: object) => Promise<void>} react
 * @property {(plot: Plot, changes: object) => Promise<void>} relayout
 * @property {(image: object, options: object) => Promise<string>} toImage
 * @property {{ resize: (plot: Plot) => void }} Plots
 */

/** @type {Promise<Plotly> | undefined} */
let loading;

/** @returns {Promise<Plotly>} */
export function loadPlotly() {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = api("plotly.min.js");
    script.onload = () => resolve(/** @type {any} */ (window).Plotly);
    script.onerror = () => {
      loading = undefined;
      reject(new Error("Plotly did not load"));
    };
    document.head.append(script);
  });
  return loading;
}
