// The middle of the teacher's page: a question with its counts.

import { element } from "../../shared/frontend/elements.js";
import { histogram } from "./histogram.js";
import { blockNow } from "./teacher_plan.js";

/** @import { Overview } from "./teacher.js" */

/**
 * A question with its counts; without one, how far a class at its own pace has come.
 * @param {Overview} state
 * @param {string} id of the question that is looked at, "" for none
 * @returns {HTMLElement[]}
 */
export function questionPanel(state, id) {
  const found = state.all.find((each) => each.id === id);
  if (!found) return nothingAsked(state);
  const revealed = state.revealed.includes(id), open = state.open.includes(id);
  const [first, second] = found.counts;
  const its = state.blocks.find((each) => each.asks.includes(id)), asks = its?.asks ?? state.asks;
  const stands = open ? state.own_pace ? "open, own pace" : `open, vote ${state.vote}` : revealed ? "revealed" : "closed";
  return [
    element("p", { class: "quiet" }, `Question ${asks.indexOf(id) + 1} of ${asks.length}${its ? " of its block" : ""} · ${stands} · ${first.students} voted first, ${second.students} again`),
    element("h2", {}, found.text), histogram(found, found.counts, true),
    element("p", { class: "quiet" }, revealed ? "Your students and the projector see this." : "Only you see this until you reveal it."),
  ];
}

/** @param {Overview} state */
function nothingAsked(state) {
  const asks = blockNow(state)?.asks ?? [], asked = state.all.filter(({ id }) => asks.includes(id));
  if (!state.own_pace || !asked.length) {
    return [element("h2", {}, "No question is open"),
      element("p", {}, state.block ? "Press First question when your students are ready." : "Give the link to your students, wait until they are here, then begin.")];
  }
  const told = asked.map(({ id, text, counts }, k) => element("tr", { "data-question": id }, element("td", {}, `${k + 1}. ${text}`), element("td", {}, String(counts[0].students))));
  return [element("h2", {}, "Answered so far, at their own pace"),
    element("table", { class: "progress" }, element("tbody", {}, ...told)),
    element("p", { class: "quiet" }, "Choose a question in the list to see its answers; Reveal shows them to the class.")];
}
