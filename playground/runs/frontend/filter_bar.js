// The controls above the list: search, filters, order.

import { element, say } from "../../shared/frontend/elements.js";
import { counted, isFiltered, SORTS, STATES } from "./view.js";

/**
 * @import { Run } from "../../shared/frontend/run_row.js"
 * @import { View } from "./view.js"
 */

const TYPING_MS = 120; // a search begins when a hand rests that long

export class FilterBar {
  /** @param {(part: Partial<View>) => void} changed @param {() => void} cleared */
  constructor(changed, cleared) {
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let typing;
    this.search = element("input", {
      type: "search", placeholder: "Name, note, tag, recipe, images …", autocomplete: "off",
      input: () => {
        clearTimeout(typing);
        typing = setTimeout(() => changed({ q: this.search.value }), TYPING_MS);
      },
    });
    const select = (/** @type {keyof View} */ name) => element("select", { name, change: (/** @type {Event} */ event) => changed({ [name]: /** @type {HTMLSelectElement} */ (event.target).value }) });
    this.selects = { recipe: select("recipe"), data: select("data"), state: select("state"), tag: select("tag"), sort: select("sort") };
    this.mine = element("input", { type: "checkbox", change: () => changed({ mine: this.mine.checked ? "1" : "" }) });
    this.clear = element("button", { type: "button", click: cleared }, "Show all");
    const { recipe, data, state, tag, sort } = this.selects;
    const unfold = element("button", { type: "button", class: "unfold", "aria-expanded": "false", click: () => {
      unfold.setAttribute("aria-expanded", String(!this.element.classList.toggle("folded")));
    } }, "Filter and order");
    this.tagField = element("label", {}, "Tag", tag);
    this.mineField = element("label", "check", this.mine, "Only mine");
    this.element = element("form", { class: "filters folded", role: "search", submit: (/** @type {Event} */ event) => event.preventDefault() },
      element("label", "search", "Search", this.search), unfold,
      element("label", {}, "Recipe", recipe), element("label", {}, "Images", data), element("label", {}, "State", state), this.tagField,
      element("label", {}, "Order", sort), this.mineField, this.clear);
    fill(state, [["", "any"], ...STATES]);
    fill(sort, SORTS);
  }

  /** @param {View} view @param {Run[]} runs @param {boolean} isShared */
  update(view, runs, isShared) {
    const { selects } = this;
    const tags = counted(runs, (run) => run.tags);
    offer(selects.recipe, "any", counted(runs, (run) => [run.recipe]), view.recipe);
    offer(selects.data, "any", counted(runs, (run) => [run.data]), view.data);
    offer(selects.tag, "any", tags, view.tag);
    for (const name of /** @type {const} */ (["recipe", "data", "state", "tag", "sort"])) if (selects[name].value !== view[name]) selects[name].value = view[name];
    const root = /** @type {ShadowRoot | Document} */ (this.element.getRootNode());
    if (root.activeElement !== this.search && this.search.value !== view.q) this.search.value = view.q;
    this.mine.checked = view.mine !== "";
    this.tagField.hidden = !tags.length && !view.tag;
    this.mineField.hidden = !isShared;
    this.clear.hidden = !isFiltered(view);
  }

  /** Empty the field that a person may be typing in. */
  empty() {
    this.search.value = "";
  }
}

/** A list of counted choices; what an address asks for stays one of them. @param {HTMLSelectElement} list @param {string} all @param {[string, number][]} values @param {string} value */
export function offer(list, all, values, value) {
  const there = values.map(([each, count]) => [each, `${each} (${count})`]);
  if (value && !values.some(([each]) => each === value)) there.push([value, `${value} (0)`]);
  fill(list, all ? [["", all], ...there] : there);
}

/** Nothing is done where it is so: an open list would close. @param {HTMLSelectElement} list @param {string[][]} choices value and words */
export function fill(list, choices) {
  choices.forEach(([value, words], place) => {
    const option = /** @type {HTMLOptionElement | undefined} */ (list.options[place]) ?? list.appendChild(element("option"));
    if (option.value !== value || !option.hasAttribute("value")) option.value = value;
    say(option, words);
  });
  while (list.options.length > choices.length) list.remove(choices.length);
}
