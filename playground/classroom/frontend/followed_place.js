// The teacher's lab on another screen of the class. Its modules are loaded when a lab is first shown.

/**
 * @import { ShownLab } from "../../shared/frontend/class_client.js"
 * @import { FollowedLab } from "../../lab/frontend/followed_lab.js"
 */

export class FollowedPlace {
  /** @param {HTMLElement} element where the lab stands while it is shown @param {{ present?: boolean, code?: any }} how */
  constructor(element, how) {
    this.element = element;
    this.how = how;
    /** @type {FollowedLab | null} */
    this.lab = null;
    /** @type {ShownLab | null} */
    this.wanted = null;
  }

  /** @param {ShownLab | null} shown null for no lab */
  async show(shown) {
    this.wanted = shown;
    this.element.hidden = !shown;
    if (!shown) return this.#end();
    if (this.lab) return this.lab.follow(shown);
    const { FollowedLab } = await import("../../lab/frontend/followed_lab.js");
    if (this.wanted && !this.lab) this.lab = new FollowedLab(this.element, this.wanted, this.how);
  }

  #end() {
    this.lab?.stop();
    this.lab = null;
    this.element.replaceChildren();
  }
}
