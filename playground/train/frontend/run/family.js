// The run and its branches on one timeline, each from the point where it departed.

import { page } from "../../../shared/frontend/api.js";
import { compareAddress, MOST_COMPARED } from "../../../shared/frontend/compare_address.js";
import { element, find } from "../../../shared/frontend/elements.js";

/** @typedef {import("../types.js").Member} Member */

/**
 * Where a member is drawn.
 * @typedef {object} Place
 * @property {number} from percent of the timeline
 * @property {number} length percent of the timeline
 * @property {number} up rows to its parent, 0 for the first
 */

/**
 * @param {Member[]} family each after its parent
 * @returns {Place[]}
 */
export function places(family) {
  const most = Math.max(1, ...family.map(({ reaches }) => reaches));
  const rows = new Map(family.map(({ id }, row) => [id, row]));
  return family.map(({ parent, departs, reaches }, row) => ({
    from: (100 * departs) / most,
    length: (100 * (reaches - departs)) / most,
    up: row - (rows.get(parent) ?? row),
  }));
}

/**
 * The ids to compare a run with: its parent first, then itself, its branches, and the others as they come.
 * @param {Member[]} family
 * @param {string} run its id
 */
export function compared(family, run) {
  const own = family.find(({ id }) => id === run);
  const rank = (/** @type {Member} */ { id, parent }) => (id === own?.parent ? 0 : id === run ? 1 : parent === run ? 2 : 3);
  return family.toSorted((a, b) => rank(a) - rank(b)).map(({ id }) => id).slice(0, MOST_COMPARED);
}

export class Family {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.place = find(root, ".live-family", "div");
    this.shown = "";
  }

  /**
   * @param {Member[]} family
   * @param {string} run the id of the one whose page this is
   */
  show(family, run) {
    const content = JSON.stringify([family, run]);
    if (content === this.shown) return;
    this.shown = content;
    this.place.hidden = !family.length;
    if (!family.length) return;
    const most = Math.max(...family.map(({ reaches }) => reaches));
    const found = places(family);
    const rows = element("ol", {}, ...family.map((member, row) => line(member, found[row], member.id === run)));
    const ends = element("p", "live-family-ends", element("span", {}, "0"), element("span", {}, `${most.toLocaleString("en")} images seen`));
    const name = family[0].id === run ? "Compare with its branches" : "Compare these runs";
    const link = element("a", { className: "live-compare", href: compareAddress(compared(family, run)), target: "_self" }, name);
    this.place.replaceChildren(element("h3", {}, "Branches ", link), rows, ends);
    const own = rows.querySelector(".live-this");
    if (own instanceof HTMLElement) rows.scrollTop = own.offsetTop - rows.clientHeight / 2; // of many, this one in sight
  }
}

/**
 * @param {Member} member
 * @param {Place} place
 * @param {boolean} isThis
 */
function line({ id, departs, words, state }, { from, length, up }, isThis) {
  const number = id.slice(0, 5);
  const name = isThis ? element("b", {}, number) : element("a", { href: page("train", { run: id }), target: "_self" }, number);
  const where = words ? ` from ${departs.toLocaleString("en")} images ${words}` : "";
  const said = element("span", { className: "live-member", title: `${number}${where}, ${state}` }, name, where);
  const bar = element("i", "live-member-bar");
  bar.style.cssText = `left: ${from}%; width: ${length}%`;
  const track = element("span", { className: "live-member-track", "aria-hidden": "true" }, bar);
  if (up) {
    const stem = element("i", "live-member-stem");
    stem.style.cssText = `left: ${from}%; --up: ${up}`;
    track.append(stem);
  }
  return element("li", isThis ? "live-this" : "", said, track);
}
