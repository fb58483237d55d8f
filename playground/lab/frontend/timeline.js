// The curves of the run over a slider that goes back and forth in it, with every change of a setting marked.

import { coloursOf } from "./colours.js";
import { axisEnd, tableOf } from "./curves.js";
import { element } from "../../shared/frontend/elements.js";
import { button } from "./control_button.js";
import { drawCurves } from "./pictures/curves.js";
import { titleOf, valueWords } from "./titles.js";
import { checkRow } from "./torch_check.js";

/** @import { LabView } from "./lab_view.js" */

const DRAW_EVERY = 120; // milliseconds

export class Timeline {
  /** @param {HTMLElement} root @param {LabView} view */
  constructor(root, view) {
    this.view = view;
    this.drawn = 0;
    this.shown = ""; // the marks
    this.canvas = element("canvas", { className: "curves", role: "img", "aria-label": "Curves of the losses and of the JS divergence; the table below has their numbers" });
    this.slider = element("input", { type: "range", min: "0", step: "1", className: "scrub", "aria-label": "Step", title: "Drag back to any step" });
    this.slider.addEventListener("input", () => view.seek(Math.min(this.slider.valueAsNumber, view.frame?.latest ?? 0)));
    this.branch = button("branch", "Branch here", () => view.branch(), { title: "From here the run takes another course", className: "branch" });
    this.marks = element("ul", { className: "marks", "aria-label": "Changes of settings" });
    this.table = element("details", { className: "table" }, element("summary", { textContent: "Curves as a table" }));
    this.table.addEventListener("toggle", () => this.#fillTable());
    root.replaceChildren(legend(), this.canvas, element("div", { className: "scrubbing" }, this.slider, this.branch), this.marks,
      this.table, checkRow(view));
  }

  show() {
    const { view } = this;
    const { frame, curves } = view;
    if (!frame || !curves) return;
    const end = axisEnd(frame.latest);
    if (this.slider.max !== String(end)) this.slider.max = String(end);
    if (view.wanted === undefined) this.slider.value = String(frame.step);
    this.slider.setAttribute("aria-valuetext", `step ${frame.step} of ${frame.latest}`);
    this.branch.hidden = frame.step >= frame.latest;
    this.#showMarks(frame.changes);
    const now = performance.now();
    if (view.playing && now - this.drawn < DRAW_EVERY) return;
    this.drawn = now;
    const { present = false } = view.options;
    drawCurves(this.canvas, { ...curves, ghost: view.ghost, changes: frame.changes, step: frame.step, end },
      coloursOf(this.canvas), present ? 20 : 13);
    if (this.table.open && !view.playing) this.#fillTable();
  }

  /** @param {{step: number, name: string, value: any}[]} changes */
  #showMarks(changes) {
    const key = JSON.stringify(changes);
    if (key === this.shown) return;
    this.shown = key;
    this.marks.replaceChildren(...changes.slice(-6).map(({ step, name, value }) => {
      const words = `${step.toLocaleString("en")}: ${titleOf(name)} ${valueWords(name, value)}`;
      return element("li", {}, button("", words, () => this.view.seek(step), { title: "Go to this step" }));
    }));
    this.view.locks.apply(this.marks);
  }

  #fillTable() {
    if (!this.table.open) return;
    const { records, scores } = /** @type {any} */ (this.view.curves);
    const cell = (/** @type {number} */ value) => element("td", { textContent: Number.isFinite(value) ? value.toFixed(3) : "–" });
    const rows = tableOf(scores, records).map(({ step, js, loss_D, loss_G }) =>
      element("tr", {}, element("th", { scope: "row", textContent: step.toLocaleString("en") }), cell(loss_D), cell(loss_G), cell(js)));
    const head = element("tr", {}, ...["step", "loss of D", "loss of G", "JS, bits"].map((textContent) => element("th", { scope: "col", textContent })));
    this.table.querySelector("table")?.remove();
    this.table.append(element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows)));
  }
}

function legend() {
  const item = (/** @type {string} */ name, /** @type {string} */ text) =>
    element("span", { className: name }, element("i", { "aria-hidden": "true" }), text);
  return element("p", { className: "curve-legend" }, item("of-D", "loss of D"), item("floor", "least possible"),
    item("of-G", "loss of G"), item("js", "JS divergence, bits"));
}
