// The buttons of the curves: which panels, along what, smoothed, clipped, on a log scale.

import { buttons, find } from "../../../shared/frontend/elements.js";

/** @typedef {import("./panels.js").PanelName} PanelName */

export class CurveOptions {
  /**
   * @param {HTMLElement} root
   * @param {() => void} onChange
   */
  constructor(root, onChange) {
    this.root = root;
    this.onChange = onChange;
    /** @type {Set<PanelName>} */
    this.panels = new Set(/** @type {PanelName[]} */ (["losses", "output", "metric"]));
    /** @type {"epoch" | "minutes"} */
    this.along = "epoch";
    this.keep = 0; // of the running mean, see `smoothed`
    this.clip = this.log = false;
    this.listen();
  }

  listen() {
    for (const button of buttons(this.root, "[data-panel]")) {
      button.addEventListener("click", () => this.togglePanel(button));
    }
    const along = buttons(this.root, "[data-along]");
    for (const button of along) {
      button.addEventListener("click", () => {
        this.along = button.dataset.along === "minutes" ? "minutes" : "epoch";
        for (const each of along) press(each, each === button);
        this.onChange();
      });
    }
    for (const name of /** @type {const} */ (["clip", "log"])) {
      const button = find(this.root, `[data-switch="${name}"]`, "button");
      button.addEventListener("click", () => {
        this[name] = !this[name];
        press(button, this[name]);
        this.onChange();
      });
    }
    const smoothing = find(this.root, ".live-smoothing", "input");
    smoothing.addEventListener("input", () => {
      this.keep = Number(smoothing.value);
      this.onChange();
    });
  }

  /**
   * At least one panel stays.
   * @param {HTMLButtonElement} button
   */
  togglePanel(button) {
    const name = /** @type {PanelName} */ (button.dataset.panel);
    if (this.panels.has(name) && this.panels.size > 1) this.panels.delete(name);
    else this.panels.add(name);
    press(button, this.panels.has(name));
    for (const item of /** @type {NodeListOf<HTMLElement>} */ (this.root.querySelectorAll("[data-of]"))) {
      item.hidden = !this.panels.has(/** @type {PanelName} */ (item.dataset.of));
    }
    this.onChange();
  }
}

/**
 * @param {HTMLButtonElement} button
 * @param {boolean} pressed
 */
function press(button, pressed) {
  button.setAttribute("aria-pressed", String(pressed));
}
