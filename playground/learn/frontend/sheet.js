// The lab sheet of a lesson: two A4 pages that print in grey, empty for paper or filled in with this browser's answers,
// the key for the teacher alone.

import { element } from "../../shared/frontend/elements.js";
import { api } from "../../shared/frontend/api.js";
import { forStudents, learn } from "./addresses.js";
import { figure } from "./explanation.js";
import { all } from "./progress.js";
import { restored } from "./sequence.js";
import { inline, paragraphs } from "./words.js";

/** @import { Lesson, PageData, Question } from "./types.js" */

/** @param {HTMLElement} root @param {PageData} data with a lesson @param {boolean} [filled] with what was answered here */
export function showSheet(root, data, filled = false) {
  const { lesson, teacher, seed } = data, { name, title, goal, minutes, stages, questions, checks, explain } = /** @type {Lesson} */ (lesson);
  const given = restored(/** @type {Lesson} */ (lesson), all()[name]).answers, answers = filled ? given : {};
  const fill = element("button", { type: "button", className: "fill-in", textContent: filled ? "Empty sheet" : "Fill in my answers", hidden: Object.keys(given).length === 0 });
  fill.addEventListener("click", () => showSheet(root, data, !filled));
  const address = forStudents({ lesson: name, ...(seed === null ? {} : { seed: String(seed) }) });
  const print = element("button", { type: "button", className: "send", textContent: "Print" });
  print.addEventListener("click", () => window.print());
  const of = (/** @type {string[]} */ ids) => ids.map((id) => /** @type {Question} */ (questions.find((question) => question.id === id)));
  const onPaper = (/** @type {Question} */ question) => asked(question, answers[question.id]);
  const saw = (/** @type {string} */ id) => of(id in answers ? [id] : []).map(({ options }) => options.find((option) => option.id === answers[id])?.text ?? answers[id]).join("");
  const first = element("section", { className: "paper" },
    element("div", { className: "head" },
      element("div", {}, element("h2", { textContent: title }), element("p", { className: "goal" }, ...inline(goal)),
        element("p", { className: "small", textContent: `${minutes} minutes. First write down what you expect, then look.` }), blanks("Name", "Date", "Seed")),
      element("div", { className: "qr" }, element("img", { alt: "", src: api("class/qr.svg", { link: address }) }), element("p", { className: "small link", textContent: address }))),
    ...stages.flatMap((stage, k) => [
      element("h3", { textContent: stages.length > 1 ? `${k + 1}. ${stage.title}` : stage.title }),
      ...(stages.length > 2 ? [] : paragraphs(stage.do)), ...of(stage.predict).map(onPaper),
      element("p", { className: "blank" }, element("strong", { textContent: "What I saw: " }), ...inline(saw(stage.observe))), element("p", { className: "blank", textContent: " " })]));
  const second = element("section", { className: "paper" }, element("h3", { textContent: "Frozen pictures" }), figure(explain.picture, explain.picture_words),
    element("h3", { textContent: "Check yourself" }), ...of(checks).map(onPaper),
    element("p", { className: "blank" }, element("strong", { textContent: "What surprised me: " })), element("p", { className: "blank", textContent: " " }));
  root.replaceChildren(element("p", { className: "back screen-only" }, element("a", { href: learn({ lesson: name }), textContent: "← The lesson" }), " · ", print, " ", fill),
    first, second, ...(teacher ? [key(questions)] : []));
}

/** @param {Question} question @param {string | undefined} answer undefined for a blank */
function asked({ text, options, low, high }, answer) {
  const body = options.length > 0 ? [element("ul", { className: "boxes" }, ...options.map(({ id, text: words }) =>
    element("li", {}, id === answer ? "☒ " : "☐ ", ...(id === answer ? [element("strong", {}, ...inline(words))] : inline(words)))))]
    : [element("p", { className: "small", textContent: `My number (${low} to ${high}): ${answer ?? "______"}` })];
  return element("div", { className: "on-paper" }, element("p", {}, element("strong", {}, ...inline(text))), ...body);
}

/** @param {...string} names */
const blanks = (...names) => element("p", { className: "fill" }, ...names.map((name) => element("span", { textContent: `${name}: ` })));

/** @param {Question[]} questions */
function key(questions) {
  return element("section", { className: "paper key" }, element("h3", { textContent: "Key, for the teacher" }),
    element("dl", {}, ...questions.flatMap(({ text, options, right, reason }) => {
      const option = options.find(({ id }) => id === right);
      return [element("dt", {}, ...inline(text)), element("dd", {}, element("strong", {}, ...inline(option?.text ?? right)), " ", ...inline(option?.reason ?? reason))];
    })));
}
