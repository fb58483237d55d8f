// Controls that a lesson or an address locks (shown with a padlock and the reason) or hides. It steers
// attention; whoever edits the address can undo it.

/** Controls that have a name besides the settings of engine/settings.js. */
export const CONTROLS = Object.freeze([
  "play", "step", "only_D", "only_G", "slow", "speed", "restart", "layers", "timeline", "branch", "link",
  "draw", "check", "settings", "numbers", "code",
]);

export class Locks {
  /**
   * @param {string[]} [locked] names of controls or settings @param {string[]} [hidden]
   * @param {string} [reason] one sentence
   */
  constructor(locked = [], hidden = [], reason = "Locked by the link that opened this lab.") {
    this.locked = new Set(locked);
    this.hidden = new Set(hidden);
    this.reason = reason;
    this.waiting = "";
  }

  /** @param {string} name */
  isLocked(name) {
    return this.locked.has(name) || this.hidden.has(name);
  }

  /** Why a control cannot be used now; "" if it can. @param {string} name */
  why(name) {
    if (this.isLocked(name)) return this.reason;
    return this.waiting && ["play", "step", "only_D", "only_G", "slow"].includes(name) ? this.waiting : "";
  }

  /**
   * Lock and hide what is on the page: elements with data-control, and layers with theirs.
   * @param {ParentNode} root
   */
  apply(root) {
    for (const element of root.querySelectorAll("[data-control]")) {
      const name = element.getAttribute("data-control") ?? "";
      if (this.hidden.has(name)) element.setAttribute("hidden", "");
      // A layer's button lies in the group of all layers, which may be locked as a whole.
      const around = element.parentElement?.closest("[data-control]")?.getAttribute("data-control");
      const why = this.why(name) || (around ? this.why(around) : "");
      element.classList.toggle("locked", why !== "");
      const operated = element.matches("button, input, select")
        ? [element] : [...element.querySelectorAll("button, input, select")];
      for (const one of operated) this.#close(/** @type {HTMLButtonElement} */ (one), why);
    }
  }

  /** @param {HTMLButtonElement} control @param {string} why */
  #close(control, why) {
    if (why) {
      control.disabled = true;
      control.title = why;
      control.dataset.closed = "";
    } else if ("closed" in control.dataset) {
      control.disabled = false;
      control.removeAttribute("title");
      delete control.dataset.closed;
    }
  }
}

/** Names in an address, separated by commas. @param {string} text @returns {string[]} */
export const namesIn = (text) => text.split(",").map((name) => name.trim()).filter((name) => /^\w{1,32}$/.test(name));
