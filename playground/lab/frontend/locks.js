// Controls that a lesson or an address locks (shown with a padlock and the reason) or hides. It steers
// attention; whoever edits the address can undo it.

/** Controls that have a name besides the settings of engine/settings.js. */
export const CONTROLS = Object.freeze([
  "play", "step", "only_D", "only_G", "slow", "speed", "restart", "layers", "timeline", "branch", "link",
  "draw", "check", "settings", "numbers", "code",
]);

/** Those that train, or show what training comes to. */
const GATED = Object.freeze(["play", "step", "only_D", "only_G", "slow", "check"]);

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

  /** @param {string} name @returns {boolean} */
  isLocked(name) {
    // Whoever draws points changes the data.
    return this.locked.has(name) || this.hidden.has(name) || (name === "draw" && this.isLocked("data"));
  }

  /** Why a control cannot be used now; "" if it can. @param {string} name */
  why(name) {
    if (this.isLocked(name)) return this.reason;
    return this.waiting && GATED.includes(name) ? this.waiting : "";
  }

  /**
   * Lock and hide what is on the page: elements with data-control, and all that lies in them.
   * @param {ParentNode} root
   */
  apply(root) {
    for (const element of root.querySelectorAll("[data-control]")) {
      if (this.hidden.has(element.getAttribute("data-control") ?? "")) element.setAttribute("hidden", "");
      element.classList.toggle("locked", this.#whyAt(element) !== "");
    }
    for (const control of root.querySelectorAll("button, input, select")) {
      this.#close(/** @type {HTMLButtonElement} */ (control), this.#whyAt(control));
    }
  }

  /** Why what lies here cannot be used: it, or something around it, is locked. @param {Element} element */
  #whyAt(element) {
    for (let at = element.closest("[data-control]"); at; at = at.parentElement?.closest("[data-control]") ?? null) {
      const why = this.why(at.getAttribute("data-control") ?? "");
      if (why) return why;
    }
    return "";
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
