// A plan of several lessons for one hour of a class: blocks with their minutes, what is done, and what if time is short.

import { element } from "../../shared/frontend/elements.js";
import { page } from "../../shared/frontend/api.js";
import { learn, onward } from "./addresses.js";
import { inline } from "./words.js";

/** @import { Block, PageData, Plan } from "./types.js" */

/** @param {HTMLElement} root @param {PageData} data with a plan */
export function showPlan(root, { plan, teacher }) {
  const { title, goal, blocks, name } = /** @type {Plan} */ (plan);
  let minute = 0;
  const rows = blocks.map((block) => {
    const from = minute;
    minute += block.minutes;
    return row(block, from, minute, teacher);
  });
  root.replaceChildren(
    element("header", {}, element("p", { className: "back" }, element("a", { href: learn({}), textContent: "← All lessons" })),
      element("h2", { textContent: title }), element("p", { className: "goal" }, ...inline(goal)),
      ...(teacher ? [element("p", {}, element("a", { className: "button", href: page("class", { lesson: name }), textContent: "Make a class for it" }), " ",
        element("span", { className: "small", textContent: "Students join with its code, or work alone from this page." }))]
        : [element("p", { className: "small" }, element("a", { href: learn({ lesson: name, teacher: "1" }), textContent: "For teachers: what if time or the network is short" }))])),
    element("ol", { className: "blocks" }, ...rows));
}

/** @param {Block} block @param {number} from @param {number} to @param {boolean} teacher */
function row({ title, do: what, lesson, page: name, query, fallback }, from, to, teacher) {
  const href = lesson ? learn({ lesson }) : name ? onward(name, query) : "";
  return element("li", {}, element("span", { className: "when", textContent: `${from}–${to}` }),
    element("div", {}, element("strong", { textContent: title }), element("p", {}, ...inline(what)),
      ...(href ? [element("p", {}, element("a", { className: "button", href, textContent: lesson ? "Open the lesson" : "Open it" }))] : []),
      ...(teacher ? [element("p", { className: "notes" }, element("strong", { textContent: "If time or the network is short: " }), ...inline(fallback))] : [])));
}
