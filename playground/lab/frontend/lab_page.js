// The page: one lab, two side by side, or the Dirac-GAN; and the address that holds what is seen.

import { addressWith, layersText, openedBy } from "./address.js";
import { element, find, say } from "../../shared/frontend/elements.js";
import { namesIn } from "./locks.js";
import { mountLab, styled } from "./mount.js";
import { showToClass, shownTo } from "./shown_lab.js";

/** @typedef {{query: Record<string, string>, code: any}} PageData `query` of the address, as Python got it */

const LOST = "This part of the page did not load; reload the page.";
const VIEWS = Object.freeze([["lab", "Lab"], ["pair", "Two labs"], ["dirac", "Dirac-GAN"]]);

export class LabPage {
  /** @param {ParentNode} root @param {PageData} data */
  constructor(root, { query, code }) {
    const opened = openedBy(query);
    this.query = query; // of the address, and of each part as it was left
    this.code = code;
    this.opened = opened;
    this.locked = namesIn(query.lock ?? "");
    this.hidden = namesIn(query.hide ?? "");
    this.body = element("div", { className: "lab-body" });
    this.tabs = VIEWS.map(([name, title]) => this.#tab(name, title));
    const page = /** @type {HTMLElement} */ (find(root, ".lab-page", "div"));
    page.classList.toggle("present", opened.present);
    this.lead = element("div", { className: "views", role: "tablist", "aria-label": "Parts of the lab" }, ...this.tabs);
    this.shownLine = element("p", { className: "shown-to", role: "status", hidden: true });
    page.replaceChildren(this.shownLine, this.body);
    styled(page);
    /** @type {{stop: () => void, address: () => Record<string, string>} | null} */
    this.shown = null;
    this.lost = element("p", { role: "alert", textContent: LOST });
    this.asked = 0; // how many parts have been asked for; the last one counts
    this.show(opened.view);
  }

  stop() {
    this.asked++;
    this.shown?.stop();
  }

  /** @param {string} view of VIEWS */
  async show(view) {
    const asked = ++this.asked;
    const begin = await this.#loaded(view).catch(() => null);
    if (asked !== this.asked) return;
    if (begin) this.#change(view, begin);
    else this.body.prepend(this.lost);
  }

  /** What begins a part; most people open the first one only, so the others are fetched when they are asked for.
   * @param {string} view @returns {Promise<() => NonNullable<LabPage["shown"]>>} */
  async #loaded(view) {
    if (view === "dirac") {
      const { DiracView } = await import("./dirac_view.js");
      return () => this.#dirac(DiracView);
    }
    if (view === "pair") {
      const { PairView } = await import("./pair_view.js");
      return () => this.#pair(PairView);
    }
    return () => this.#lab();
  }

  /** @param {string} view @param {() => NonNullable<LabPage["shown"]>} begin */
  #change(view, begin) {
    const { activeElement } = /** @type {Document | ShadowRoot} */ (this.body.getRootNode());
    const onTabs = this.lead.contains(activeElement);
    this.query = { ...this.query, ...this.shown?.address(), view };
    this.opened = openedBy(this.query);
    this.shown?.stop();
    this.body.replaceChildren();
    this.shownLine.hidden = true;
    this.view = view;
    for (const tab of this.tabs) {
      const is = tab.dataset.view === view;
      tab.setAttribute("aria-selected", String(is));
      tab.tabIndex = is ? 0 : -1;
    }
    const again = this.shown !== null;
    this.shown = begin();
    if (onTabs) this.tabs.find((tab) => tab.dataset.view === view)?.focus(); // they were moved
    if (again) this.#write();
  }

  #options() {
    const { locked, hidden, code, opened, lead } = this;
    return { link: opened.link, layers: opened.layers, speed: opened.speed, locked, hidden, code, lead,
      present: opened.present, onMoment: () => this.#write() };
  }

  #lab() {
    const to = shownTo(location);
    const lab = mountLab(this.body, to ? { ...this.#options(), autoplay: false } : this.#options()); // its teacher begins it
    const quiet = to ? showToClass(lab.view, to, (sentence) => say(this.shownLine, sentence)) : () => {};
    this.shownLine.hidden = !to;
    return { stop: () => { quiet(); lab.stop(); }, address: () => addressOf(lab.view) };
  }

  /** @param {typeof import("./pair_view.js").PairView} PairView */
  #pair(PairView) {
    const pair = new PairView(this.body, this.#options(), this.opened.difference);
    return { stop: () => pair.stop(), address: () => ({ ...addressOf(pair.a.view), view: "pair", other: pair.other }) };
  }

  /** @param {typeof import("./dirac_view.js").DiracView} DiracView */
  #dirac(DiracView) {
    const dirac = new DiracView(this.body, this.opened.dirac, () => this.#write(),
      { present: this.opened.present, lead: this.lead });
    const { link } = this.opened;
    return { stop: () => dirac.stop(), address: () => ({ lab: link, view: "dirac", dirac: dirac.link() }) };
  }

  /** At a pause, a change, a jump; not while it plays, as browsers then ask for the page's icon again. */
  #write() {
    if (!this.shown) return;
    const address = addressWith(location.href, this.shown.address());
    if (address !== location.href) history.replaceState(history.state, "", address);
  }

  /** @param {string} name @param {string} title */
  #tab(name, title) {
    const tab = element("button", { type: "button", role: "tab", textContent: title });
    tab.dataset.view = name;
    tab.addEventListener("click", () => this.show(name));
    tab.addEventListener("keydown", (event) => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!by) return;
      const next = this.tabs[(this.tabs.indexOf(tab) + by + this.tabs.length) % this.tabs.length];
      next.focus();
      next.click();
    });
    return tab;
  }
}

/** @param {import("./lab_view.js").LabView} view @returns {Record<string, string>} */
function addressOf(view) {
  return { lab: view.link(), layers: layersText(view.layers), speed: view.speed === Infinity ? "full" : String(view.speed) };
}
