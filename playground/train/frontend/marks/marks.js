// What to look at in a recorded run: a list of captions, and numbered boxes over the sample grid.

import { element, find } from "../elements.js";
import { marksUntil, onGrid } from "./mark_places.js";

/** @typedef {import("../types.js").Mark} Mark */

export class Marks {
  /**
   * @param {HTMLElement} root
   * @param {Mark[] | null} marks null for a run that is no recording
   * @param {(seen: number) => void} onMark goes to a mark's moment
   */
  constructor(root, marks, onMark) {
    this.marks = marks ?? [];
    this.list = find(root, ".live-marks", "ol");
    this.layer = find(root, ".live-marks-layer", "div");
    this.list.hidden = !this.marks.length;
    this.items = this.marks.map((mark, index) => item(mark, index + 1, onMark));
    this.list.replaceChildren(...this.items);
    this.drawn = "";
  }

  /**
   * The marks that have come; the others keep their place, unseen.
   * @param {number} seen images seen at what the page shows
   */
  show(seen) {
    const come = marksUntil(this.marks, seen);
    const numbers = come.map(({ number }) => number);
    if (numbers.join() === this.drawn) return;
    this.drawn = numbers.join();
    this.items.forEach((each, index) => each.classList.toggle("live-to-come", !numbers.includes(index + 1)));
    this.layer.replaceChildren(...onGrid(come).map(boxOf));
  }
}

/**
 * @param {Mark} mark
 * @param {number} number
 * @param {(seen: number) => void} onMark
 */
function item({ at, caption }, number, onMark) {
  const made = element("li", "live-to-come");
  const button = element("button", "", String(number));
  button.type = "button";
  button.title = `Go to this moment: ${at.toLocaleString("en")} images seen`;
  button.setAttribute("aria-label", `Mark ${number}, go to ${at.toLocaleString("en")} images seen`);
  button.addEventListener("click", () => onMark(at));
  made.append(button, element("span", "", caption));
  return made;
}

/** @param {import("./mark_places.js").NumberedMark} mark */
function boxOf({ box: [left, top, width, height], number }) {
  const made = element("div", "live-mark");
  Object.assign(made.style, { left: `${100 * left}%`, top: `${100 * top}%`, width: `${100 * width}%`, height: `${100 * height}%` });
  made.append(element("b", "", String(number)));
  return made;
}
