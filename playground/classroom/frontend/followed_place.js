// The teacher's lab on another screen of the class. Its modules are loaded when a lab is first shown.

/**
 * @import { ShownLab } from "../../shared/frontend/class_client.js"
 * @import { FollowedLab } from "../../lab/frontend/followed_lab.js"
 */

// The lab's own style sheet and that of a class know some of the same names, so each has a root of its own. The
// projector has a line above the lab, and shows of the layers those that are on.
const STYLE = `
.layer::after { display: none !important; }
.layer[aria-pressed="false"] { display: none; }
.said { display: none; }
.lab.present { --plane: min(52cqw, 100vh - 10.5rem); }
.present .slow .code { max-height: calc(100vh - 21rem); }
.present .curves { height: max(150px, calc(100vh - 31rem)); }
`;

export class FollowedPlace {
  /** @param {HTMLElement} element where the lab stands while it is shown @param {{ present?: boolean, code?: any }} how */
  constructor(element, how) {
    this.element = element;
    this.root = element.attachShadow({ mode: "open" });
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
    if (!this.wanted || this.lab) return;
    const inside = document.createElement("div"), style = document.createElement("style");
    style.textContent = STYLE;
    this.root.replaceChildren(style, inside);
    this.lab = new FollowedLab(inside, this.wanted, this.how);
  }

  #end() {
    this.lab?.stop();
    this.lab = null;
    this.root.replaceChildren();
  }
}
