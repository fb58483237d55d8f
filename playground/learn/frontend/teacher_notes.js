// Notes for the teacher, on the page with teacher=1 alone.

import { element } from "../../shared/frontend/elements.js";
import { inline } from "./words.js";

/** @import { Notes, Question } from "./types.js" */

/** @param {Notes} notes */
export function lessonNotes({ time, likely, seeds }) {
  return element("aside", { className: "notes", "aria-label": "Notes for the teacher" }, element("h4", { textContent: "For the teacher" }),
    element("dl", {}, ...[["Time", time], ["What most will say", likely], ["If it does not happen", seeds]].flatMap(([title, words]) =>
      [element("dt", { textContent: title }), element("dd", {}, ...inline(words))])));
}

/** What to say to each wrong prediction. @param {Notes} notes @param {Question[]} predictions */
export function stageNotes({ say }, predictions) {
  const rows = predictions.flatMap(({ id, options, right, reason }) => [
    ...options.filter((option) => option.id !== right).map((option) => [option.text, `${option.misconception}. ${say[id]?.[option.id] ?? ""}`]),
    ...(options.length === 0 ? [["Another number", reason]] : []),
  ]);
  return element("details", { className: "notes" }, element("summary", { textContent: "What to say to each wrong prediction" }),
    element("dl", {}, ...rows.flatMap(([said, reply]) => [element("dt", {}, "“", ...inline(said), "”"), element("dd", {}, ...inline(reply))])));
}
