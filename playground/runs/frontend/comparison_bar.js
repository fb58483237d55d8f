// The runs that were ticked, and the way to compare them.

import { compareAddress, MOST_COMPARED } from "../../shared/frontend/compare_address.js";
import { element, say } from "../../shared/frontend/elements.js";

export class ComparisonBar {
  /** @param {() => void} changed */
  constructor(changed) {
    this.changed = changed;
    /** @type {Set<string>} */
    this.ids = new Set(); // in the order of the ticks: the first is run A
    this.words = element("span");
    this.link = element("a", { class: "button primary" }, "Compare");
    this.element = element("p", { class: "told", role: "status", hidden: true }, this.words, this.link,
      element("button", { type: "button", click: () => this.#take(() => this.ids.clear()) }, "Clear"));
  }

  isFull() {
    return this.ids.size >= MOST_COMPARED;
  }

  /** @param {string} id @param {boolean} isPicked */
  pick(id, isPicked) {
    this.#take(() => (isPicked && !this.isFull() ? this.ids.add(id) : this.ids.delete(id)));
  }

  /** Deleted runs are no longer among them. @param {Set<string>} known ids */
  keep(known) {
    for (const id of this.ids) if (!known.has(id)) this.ids.delete(id);
    this.#draw();
  }

  /** @param {() => unknown} change */
  #take(change) {
    change();
    this.#draw();
    this.changed();
  }

  #draw() {
    const { size } = this.ids;
    this.element.hidden = size === 0;
    this.link.hidden = size < 2;
    say(this.words, size < 2 ? "1 run ticked; tick one to five more to compare them." : `${size} runs ticked${this.isFull() ? ", as many as compare at once" : ""}.`);
    this.link.href = compareAddress([...this.ids]);
  }
}
