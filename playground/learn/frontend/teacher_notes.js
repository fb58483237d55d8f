// Notes for the teacher, on the page with teacher=1 alone.

import { make } from "../../lab/frontend/elements.js";
import { inline } from "./words.js";

/** @import { Notes, Question } from "./types.js" */

/** @param {Notes} notes */
export function lessonNotes({ time, likely, seeds }) {
  return make("aside", { className: "notes", "aria-label": "Notes for the teacher" }, make("h4", { textContent: "For the teacher" }),
    make("dl", {}, ...[["Time", time], ["What most will say", likely], ["If it does not happen", seeds]].flatMap(([title, words]) =>
      [make("dt", { textContent: title }), make("dd", {}, ...inline(words))])));
}

/** What to say to each wrong prediction. @param {Notes} notes @param {Question[]} predictions */
export function stageNotes({ say }, predictions) {
  const rows = predictions.flatMap(({ id, options, right, reason }) => [
    ...options.filter((option) => option.id !== right).map((option) => [option.text, `${option.misconception}. ${say[id]?.[option.id] ?? ""}`]),
    ...(options.length === 0 ? [["Another number", reason]] : []),
  ]);
  return make("details", { className: "notes" }, make("summary", { textContent: "What to say to each wrong prediction" }),
    make("dl", {}, ...rows.flatMap(([said, reply]) => [make("dt", {}, "“", ...inline(said), "”"), make("dd", {}, ...inline(reply))])));
}
