// The lab sheet of a lesson: two A4 pages that print in grey, empty for paper or filled in with this browser's answers,
// the key for the teacher alone.

import { make } from "../../lab/frontend/elements.js";
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
  const fill = make("button", { type: "button", className: "fill-in", textContent: filled ? "Empty sheet" : "Fill in my answers", hidden: Object.keys(given).length === 0 });
  fill.addEventListener("click", () => showSheet(root, data, !filled));
  const address = forStudents({ lesson: name, ...(seed === null ? {} : { seed: String(seed) }) });
  const print = make("button", { type: "button", className: "send", textContent: "Print" });
  print.addEventListener("click", () => window.print());
  const of = (/** @type {string[]} */ ids) => ids.map((id) => /** @type {Question} */ (questions.find((question) => question.id === id)));
  const onPaper = (/** @type {Question} */ question) => asked(question, answers[question.id]);
  const saw = (/** @type {string} */ id) => of(id in answers ? [id] : []).map(({ options }) => options.find((option) => option.id === answers[id])?.text ?? answers[id]).join("");
  const first = make("section", { className: "paper" },
    make("div", { className: "head" },
      make("div", {}, make("h2", { textContent: title }), make("p", { className: "goal" }, ...inline(goal)),
        make("p", { className: "small", textContent: `${minutes} minutes. First write down what you expect, then look.` }), blanks("Name", "Date", "Seed")),
      make("div", { className: "qr" }, make("img", { alt: "", src: api("class/qr.svg", { link: address }) }), make("p", { className: "small link", textContent: address }))),
    ...stages.flatMap((stage, k) => [
      make("h3", { textContent: stages.length > 1 ? `${k + 1}. ${stage.title}` : stage.title }),
      ...(stages.length > 2 ? [] : paragraphs(stage.do)), ...of(stage.predict).map(onPaper),
      make("p", { className: "blank" }, make("strong", { textContent: "What I saw: " }), ...inline(saw(stage.observe))), make("p", { className: "blank", textContent: " " })]));
  const second = make("section", { className: "paper" }, make("h3", { textContent: "Frozen pictures" }), figure(explain.picture, explain.picture_words),
    make("h3", { textContent: "Check yourself" }), ...of(checks).map(onPaper),
    make("p", { className: "blank" }, make("strong", { textContent: "What surprised me: " })), make("p", { className: "blank", textContent: " " }));
  root.replaceChildren(make("p", { className: "back screen-only" }, make("a", { href: learn({ lesson: name }), textContent: "← The lesson" }), " · ", print, " ", fill),
    first, second, ...(teacher ? [key(questions)] : []));
}

/** @param {Question} question @param {string | undefined} answer undefined for a blank */
function asked({ text, options, low, high }, answer) {
  const body = options.length > 0 ? [make("ul", { className: "boxes" }, ...options.map(({ id, text: words }) =>
    make("li", {}, id === answer ? "☒ " : "☐ ", ...(id === answer ? [make("strong", {}, ...inline(words))] : inline(words)))))]
    : [make("p", { className: "small", textContent: `My number (${low} to ${high}): ${answer ?? "______"}` })];
  return make("div", { className: "on-paper" }, make("p", {}, make("strong", {}, ...inline(text))), ...body);
}

/** @param {...string} names */
const blanks = (...names) => make("p", { className: "fill" }, ...names.map((name) => make("span", { textContent: `${name}: ` })));

/** @param {Question[]} questions */
function key(questions) {
  return make("section", { className: "paper key" }, make("h3", { textContent: "Key, for the teacher" }),
    make("dl", {}, ...questions.flatMap(({ text, options, right, reason }) => {
      const option = options.find(({ id }) => id === right);
      return [make("dt", {}, ...inline(text)), make("dd", {}, make("strong", {}, ...inline(option?.text ?? right)), " ", ...inline(option?.reason ?? reason))];
    })));
}
