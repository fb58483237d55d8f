// One chart of the Compare page, as Streamlit mounts it: drawn by Plotly in place, so that a zoom stays,
// with a line at the moment that the timeline shows.

import { loadPlotly } from "../../shared/frontend/plotly.js";
import { follow } from "./shown_moment.js";

/**
 * @import { Plot } from "../../shared/frontend/plotly.js"
 * @typedef {object} ChartData what curve_panel.py sends
 * @property {{ data: object[], layout: Record<string, any> }} figure
 * @property {string} alt
 * @property {number | null} place of the line on the axis; null for none
 * @typedef {{ parentElement: ParentNode, data: ChartData }} ChartComponent
 */

const GRID = "rgba(128,128,128,.25)", LINE = "rgba(128,128,128,.9)";

class Chart {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.plot = /** @type {Plot} */ (root);
    this.known = "";
    /** @type {number | null} */
    this.place = null;
    this.frame = 0;
    this.size = new ResizeObserver(() => this.resize());
    this.size.observe(root);
    this.unfollow = follow((place) => this.mark(place));
  }

  stop() {
    this.size.disconnect();
    this.unfollow();
    cancelAnimationFrame(this.frame);
  }

  /** @param {ChartData} data */
  async draw(data) {
    const style = getComputedStyle(this.root), known = JSON.stringify([data, style.color]);
    if (known === this.known) return; // of a page that ran again, mostly
    this.known = known;
    this.place = data.place;
    this.root.style.height = `${data.figure.layout.height}px`; // before the script is there
    this.root.setAttribute("role", "img");
    this.root.setAttribute("aria-label", data.alt);
    const Plotly = await loadPlotly();
    if (!this.root.isConnected || known !== this.known) return;
    await Plotly.react(this.plot, data.figure.data, this.#layout(data.figure.layout, style), { displayModeBar: false, responsive: false });
  }

  /** The colours are those of the page. @param {Record<string, any>} layout @param {CSSStyleDeclaration} style */
  #layout(layout, style) {
    const text = style.getPropertyValue("--st-text-color").trim() || style.color;
    const axes = Object.keys(layout).filter((name) => /^[xy]axis/.test(name));
    return {
      ...layout,
      ...Object.fromEntries(axes.map((name) => [name, { ...layout[name], gridcolor: GRID, linecolor: GRID, zerolinecolor: GRID }])),
      paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", font: { ...layout.font, color: text, family: style.fontFamily },
      hoverlabel: { ...layout.hoverlabel, bgcolor: style.getPropertyValue("--st-background-color").trim() || "Canvas" },
      dragmode: matchMedia("(pointer: coarse)").matches ? false : "zoom", // a finger scrolls the page
      shapes: this.#shapes(),
    };
  }

  #shapes() {
    const { place } = this;
    return place === null ? [] : [{ type: "line", xref: "x", x0: place, x1: place, yref: "paper", y0: 0, y1: 1, line: { color: LINE, width: 1.5 } }];
  }

  /** @param {number | null} place */
  mark(place) {
    this.place = place;
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(async () => {
      if (this.plot.data) await (await loadPlotly()).relayout(this.plot, { shapes: this.#shapes() });
    });
  }

  async resize() {
    if (this.plot.data && this.root.clientWidth) (await loadPlotly()).Plots.resize(this.plot);
  }
}

/** @type {WeakMap<ParentNode, Chart>} */
const mounted = new WeakMap();

/**
 * @param {ChartComponent} component
 * @returns {() => void} undoes it
 */
export default function mount({ parentElement, data }) {
  const root = parentElement.querySelector(".compared-chart");
  if (!(root instanceof HTMLElement)) throw new Error("The page has no .compared-chart.");
  const chart = mounted.get(parentElement) ?? new Chart(root);
  mounted.set(parentElement, chart);
  chart.draw(data);
  return () => {
    chart.stop();
    mounted.delete(parentElement);
  };
}
