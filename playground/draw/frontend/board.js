// The drawing board: white strokes on black, by mouse, finger or pen.

import { curves, isNew, SIDE, strokeWidth } from "./strokes.js";

/** @import { Point, Stroke } from "./strokes.js" */

export class Board {
  /**
   * @param {HTMLCanvasElement} canvas
   * @param {() => void} onChange
   */
  constructor(canvas, onChange) {
    this.canvas = canvas;
    this.onChange = onChange;
    /** @type {Stroke[]} */
    this.strokes = [];
    /** @type {number | null} of the pointer that draws; another, such as a palm, does not */
    this.pointer = null;
    this.context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    Object.assign(this.context, { strokeStyle: "#fff", lineCap: "round", lineJoin: "round" });
    canvas.addEventListener("pointerdown", (event) => this.begin(event));
    canvas.addEventListener("pointermove", (event) => this.continue(event));
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) {
      canvas.addEventListener(end, (event) => this.end(/** @type {PointerEvent} */ (event)));
    }
    // A fast stroke is no fling either, which the next tap, on a button, would only stop.
    canvas.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
    this.redraw();
  }

  get isEmpty() { return !this.strokes.length; }

  undo() { this.show(this.strokes.slice(0, -1)); }

  clear() { this.show([]); }

  /** @param {Stroke[]} strokes */
  show(strokes) {
    this.pointer = null;
    this.strokes = strokes;
    this.redraw();
    this.onChange();
  }

  /** @returns {Promise<Blob>} a PNG of what is drawn now */
  file() {
    return new Promise((resolve, reject) => {
      const done = (/** @type {Blob | null} */ blob) => {
        if (blob) resolve(blob); else reject(new Error("This browser cannot make a PNG of the drawing."));
      };
      this.canvas.toBlob(done, "image/png");
    });
  }

  /** @param {PointerEvent} event */
  begin(event) {
    if (this.pointer !== null || event.button !== 0) return;
    this.pointer = event.pointerId;
    this.canvas.setPointerCapture(event.pointerId);
    this.strokes = [...this.strokes, []];
    this.take(event);
    this.onChange();
  }

  /** @param {PointerEvent} event */
  continue(event) {
    if (event.pointerId !== this.pointer) return;
    const between = event.getCoalescedEvents?.() ?? [];
    for (const each of between.length ? between : [event]) this.take(each);
  }

  /** @param {PointerEvent} event */
  end(event) {
    if (event.pointerId !== this.pointer) return;
    this.pointer = null;
    this.redraw(); // while it grows, the end of a stroke is drawn as a corner
  }

  /** @param {PointerEvent} event */
  take(event) {
    const box = this.canvas.getBoundingClientRect();
    const point = {
      x: ((event.clientX - box.left) * SIDE) / box.width,
      y: ((event.clientY - box.top) * SIDE) / box.height,
      width: strokeWidth(event),
    };
    const stroke = this.strokes[this.strokes.length - 1];
    if (!isNew(stroke, point)) return;
    stroke.push(point);
    this.draw(stroke, -3); // what the new point changes
  }

  redraw() {
    this.context.fillStyle = "#000";
    this.context.fillRect(0, 0, SIDE, SIDE);
    for (const stroke of this.strokes) this.draw(stroke, 0);
  }

  /**
   * @param {Stroke} stroke
   * @param {number} start the first curve to draw, as Array.slice counts
   */
  draw(stroke, start) {
    if (stroke.length === 1) {
      this.dot(stroke[0]);
      return;
    }
    for (const { from, control, to } of curves(stroke).slice(start)) {
      this.context.lineWidth = control.width;
      this.context.beginPath();
      this.context.moveTo(from.x, from.y);
      this.context.quadraticCurveTo(control.x, control.y, to.x, to.y);
      this.context.stroke();
    }
  }

  /** @param {Point} point */
  dot({ x, y, width }) {
    this.context.fillStyle = "#fff";
    this.context.beginPath();
    this.context.arc(x, y, width / 2, 0, 2 * Math.PI);
    this.context.fill();
  }
}
