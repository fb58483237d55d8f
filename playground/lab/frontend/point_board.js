// Own points, drawn on the plane by mouse, finger, pen or keys, and then trained on.

import { coloursOf } from "./colours.js";
import { LATTICE, MOST_POINTS } from "./engine/settings.js";
import { element, find, say } from "../../shared/frontend/elements.js";
import { button } from "./control_button.js";
import { across, down, planeOf, pointAt } from "./pictures/plane.js";

/** @import { LabView } from "./lab_view.js" */

const APART = 0.06; // of two points of one stroke
const ERASE = 0.05; // how near a tap takes a point away
const KEY_STEP = 0.05;

export class PointBoard {
  /** @param {LabView} view */
  constructor(view) {
    this.view = view;
    this.on = false;
    /** @type {[number, number][]} */
    this.points = [];
    /** @type {[number, number]} */
    this.brush = [0, 0];
    const { canvas, root } = view;
    this.panel = find(root, ".drawing", "div");
    this.count = element("p", { role: "status" });
    this.train = button("", "Train on these", () => this.#train(), { className: "train" });
    this.panel.replaceChildren(this.count, element("div", { className: "slow-buttons" }, this.train,
      button("", "Undo", () => this.#edit(() => this.points.pop())),
      button("", "Clear", () => this.#edit(() => { this.points = []; })),
      button("", "Cancel", () => this.toggle())));
    canvas.addEventListener("pointerdown", (/** @type {PointerEvent} */ event) => this.#down(event));
    canvas.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => this.#move(event));
    canvas.addEventListener("pointerup", () => { this.drawing = false; });
    canvas.addEventListener("pointercancel", () => { this.drawing = false; });
    canvas.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => this.#key(event));
  }

  toggle() {
    const { view } = this;
    this.on = !this.on;
    if (this.on) {
      view.setPlaying(false);
      view.slow.leave();
      this.points = view.settings.points.map(([x, y]) => /** @type {[number, number]} */ ([x, y]));
      view.canvas.scrollIntoView({ block: "nearest" });
      view.canvas.focus({ preventScroll: true });
    }
    view.afterDraw = this.on ? () => this.#draw() : undefined;
    view.root.classList.toggle("drawing-points", this.on);
    find(view.root, ".draw", "button").setAttribute("aria-expanded", String(this.on));
    this.panel.hidden = !this.on;
    this.#edit(() => undefined);
  }

  /** @param {() => unknown} does */
  #edit(does) {
    does();
    const left = MOST_POINTS - this.points.length;
    say(this.count, this.points.length === 0
      ? "Tap or drag on the plane. With keys: arrows move the cross, Enter sets a point, Backspace takes one away."
      : `${this.points.length} of at most ${MOST_POINTS} points${left ? "" : "; that is all"}. Tap a point to take it away.`);
    this.train.disabled = this.points.length === 0;
    this.view.draw();
  }

  /** @param {number} x @param {number} y */
  #add(x, y) {
    const on = (/** @type {number} */ v) => Math.round(Math.min(1, Math.max(-1, v)) * LATTICE) / LATTICE;
    if (this.points.length < MOST_POINTS) this.#edit(() => this.points.push([on(x), on(y)]));
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (!this.on) return;
    event.preventDefault();
    this.view.canvas.focus({ preventScroll: true });
    this.view.canvas.setPointerCapture(event.pointerId);
    const [x, y] = pointAt(this.view.canvas, event);
    const hit = this.points.findIndex(([a, b]) => Math.hypot(a - x, b - y) < ERASE);
    if (hit >= 0) this.#edit(() => this.points.splice(hit, 1));
    else {
      this.drawing = true;
      this.brush = [x, y];
      this.#add(x, y);
    }
  }

  /** @param {PointerEvent} event */
  #move(event) {
    if (!this.on || !this.drawing) return;
    const [x, y] = pointAt(this.view.canvas, event);
    const last = this.points.at(-1);
    if (last && Math.hypot(last[0] - x, last[1] - y) < APART) return;
    this.brush = [x, y];
    this.#add(x, y);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (!this.on) return;
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (way) {
      const [x, y] = this.brush;
      const at = (/** @type {number} */ v) => Math.min(1, Math.max(-1, v));
      this.brush = [at(x + KEY_STEP * way[0]), at(y + KEY_STEP * way[1])];
      this.view.draw();
    } else if (event.key === "Enter") this.#add(...this.brush);
    else if (event.key === "Backspace" || event.key === "Delete") this.#edit(() => this.points.pop());
    else if (event.key === "Escape") this.toggle();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #draw() {
    const plane = planeOf(this.view.canvas, 13);
    const { context, scale } = plane;
    const { ink, paper } = coloursOf(this.view.canvas);
    context.fillStyle = paper;
    context.globalAlpha = 0.72;
    context.fillRect(0, 0, plane.size, plane.size);
    context.globalAlpha = 1;
    context.strokeStyle = ink;
    context.lineWidth = 2 * scale;
    for (const [x, y] of this.points) {
      context.beginPath();
      context.arc(across(plane, x), down(plane, y), 7 * scale, 0, 2 * Math.PI);
      context.stroke();
    }
    const [x, y] = [across(plane, this.brush[0]), down(plane, this.brush[1])];
    context.lineWidth = scale;
    context.beginPath();
    for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
      context.moveTo(x + 4 * dx * scale, y + 4 * dy * scale);
      context.lineTo(x + 14 * dx * scale, y + 14 * dy * scale);
    }
    context.stroke();
  }

  async #train() {
    const { points, view } = this;
    this.toggle();
    await view.change({ data: "drawn", points });
    view.setPlaying(true);
    view.canvas.focus({ preventScroll: true });
  }
}
