// A plan of several lessons for one hour of a class: blocks with their minutes, what is done, and what if time is short.

import { make } from "../../lab/frontend/elements.js";
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
    make("header", {}, make("p", { className: "back" }, make("a", { href: learn({}), textContent: "← All lessons" })),
      make("h2", { textContent: title }), make("p", { className: "goal" }, ...inline(goal)),
      ...(teacher ? [make("p", {}, make("a", { className: "button", href: page("class", { lesson: name }), textContent: "Make a class for it" }), " ",
        make("span", { className: "small", textContent: "Students join with its code, or work alone from this page." }))]
        : [make("p", { className: "small" }, make("a", { href: learn({ lesson: name, teacher: "1" }), textContent: "For teachers: what if time or the network is short" }))])),
    make("ol", { className: "blocks" }, ...rows));
}

/** @param {Block} block @param {number} from @param {number} to @param {boolean} teacher */
function row({ title, do: what, lesson, page: name, query, fallback }, from, to, teacher) {
  const href = lesson ? learn({ lesson }) : name ? onward(name, query) : "";
  return make("li", {}, make("span", { className: "when", textContent: `${from}–${to}` }),
    make("div", {}, make("strong", { textContent: title }), make("p", {}, ...inline(what)),
      ...(href ? [make("p", {}, make("a", { className: "button", href, textContent: lesson ? "Open the lesson" : "Open it" }))] : []),
      ...(teacher ? [make("p", { className: "notes" }, make("strong", { textContent: "If time or the network is short: " }), ...inline(fallback))] : [])));
}
