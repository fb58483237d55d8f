// The list of lessons, with a tick on those that this browser has finished.

import { make } from "../../lab/frontend/elements.js";
import { learn } from "./addresses.js";
import { all } from "./progress.js";

/** @import { Card, PageData } from "./types.js" */

/** @param {HTMLElement} root @param {PageData} data */
export function showList(root, { cards, plans, problems, teacher }) {
  const kept = all();
  const done = cards.filter(({ name }) => kept[name]?.done === true).length;
  const next = cards.find(({ name }) => kept[name]?.done !== true);
  root.replaceChildren(
    make("h2", { textContent: "Lessons" }),
    make("p", { className: "lead", textContent: "Each lesson asks you first: say what will happen, then let it happen and look. It takes 5 to 10 minutes and nothing but this browser." }),
    ...(done ? [make("p", { className: "done-count", textContent: `${done} of ${cards.length} finished in this browser. Only this browser knows.` })] : []),
    ...problems.map((problem) => make("p", { className: "problem", role: "alert", textContent: `One lesson is left out. ${problem}` })),
    make("ol", { className: "cards" }, ...cards.map((card, k) =>
      make("li", {}, item(card, k + 1, kept[card.name]?.done === true, card === next)))),
    make("div", { className: "plans" }, ...plans.map((plan) => make("a", { className: "plan", href: learn({ lesson: plan.name }) },
      make("strong", { textContent: plan.title }), make("span", { textContent: plan.goal })))),
    ...(teacher ? [] : [make("p", { className: "small" }, make("a", { href: learn({ teacher: "1" }), textContent: "For teachers: notes and lab sheets" }))]),
  );
}

/** @param {Card} card @param {number} number @param {boolean} done @param {boolean} next */
function item({ name, title, goal, minutes }, number, done, next) {
  const link = make("a", { className: `card${next ? " next" : ""}`, href: learn({ lesson: name }) },
    make("span", { className: "number", "aria-hidden": "true", textContent: done ? "✓" : String(number) }),
    make("strong", { textContent: title }), make("span", { className: "goal", textContent: goal }),
    make("span", { className: "minutes", textContent: `${minutes} minutes${done ? " · finished" : ""}` }));
  return link;
}
