// The list of lessons, with a tick on those that this browser has finished.

import { element } from "../../shared/frontend/elements.js";
import { learn } from "./addresses.js";
import { all } from "./progress.js";

/** @import { Card, PageData } from "./types.js" */

/** @param {HTMLElement} root @param {PageData} data */
export function showList(root, { cards, plans, problems, teacher }) {
  const kept = all();
  const done = cards.filter(({ name }) => kept[name]?.done === true).length;
  const next = cards.find(({ name }) => kept[name]?.done !== true);
  root.replaceChildren(
    element("h2", { textContent: "Lessons" }),
    element("p", { className: "lead", textContent: "Each lesson asks you first: say what will happen, then let it happen and look. It takes 5 to 10 minutes and nothing but this browser." }),
    ...(done ? [element("p", { className: "done-count", textContent: `${done} of ${cards.length} finished in this browser. Only this browser knows.` })] : []),
    ...problems.map((problem) => element("p", { className: "problem", role: "alert", textContent: `One lesson is left out. ${problem}` })),
    element("ol", { className: "cards" }, ...cards.map((card, k) =>
      element("li", {}, item(card, k + 1, kept[card.name]?.done === true, card === next)))),
    element("div", { className: "plans" }, ...plans.map((plan) => element("a", { className: "plan", href: learn({ lesson: plan.name }) },
      element("strong", { textContent: plan.title }), element("span", { textContent: plan.goal })))),
    ...(teacher ? [] : [element("p", { className: "small" }, element("a", { href: learn({ teacher: "1" }), textContent: "For teachers: notes and lab sheets" }))]),
  );
}

/** @param {Card} card @param {number} number @param {boolean} done @param {boolean} next */
function item({ name, title, goal, minutes }, number, done, next) {
  const link = element("a", { className: `card${next ? " next" : ""}`, href: learn({ lesson: name }) },
    element("span", { className: "number", "aria-hidden": "true", textContent: done ? "✓" : String(number) }),
    element("strong", { textContent: title }), element("span", { className: "goal", textContent: goal }),
    element("span", { className: "minutes", textContent: `${minutes} minutes${done ? " · finished" : ""}` }));
  return link;
}
