// The lab sheet of a lesson: two A4 pages that print in grey, empty for paper, the key for the teacher alone.

import { make } from "../../lab/frontend/elements.js";
import { api } from "../../shared/frontend/api.js";
import { forStudents, learn } from "./addresses.js";
import { figure } from "./explanation.js";
import { inline, paragraphs } from "./words.js";

/** @import { Lesson, PageData, Question } from "./types.js" */

/** @param {HTMLElement} root @param {PageData} data with a lesson */
export function showSheet(root, { lesson, teacher, seed }) {
  const { name, title, goal, minutes, stages, questions, checks, explain } = /** @type {Lesson} */ (lesson);
  const address = forStudents({ lesson: name, ...(seed === null ? {} : { seed: String(seed) }) });
  const print = make("button", { type: "button", className: "send", textContent: "Print" });
  print.addEventListener("click", () => window.print());
  const of = (/** @type {string[]} */ ids) => ids.map((id) => /** @type {Question} */ (questions.find((question) => question.id === id)));
  const first = make("section", { className: "paper" },
    make("div", { className: "head" },
      make("div", {}, make("h2", { textContent: title }), make("p", { className: "goal" }, ...inline(goal)),
        make("p", { className: "small", textContent: `${minutes} minutes. First write down what you expect, then look.` }), blanks("Name", "Date", "Seed")),
      make("div", { className: "qr" }, make("img", { alt: "", src: api("class/qr.svg", { link: address }) }), make("p", { className: "small link", textContent: address }))),
    ...stages.flatMap((stage, k) => [
      make("h3", { textContent: stages.length > 1 ? `${k + 1}. ${stage.title}` : stage.title }),
      ...(stages.length > 2 ? [] : paragraphs(stage.do)), ...of(stage.predict).map(onPaper),
      make("p", { className: "blank" }, make("strong", { textContent: "What I saw: " })), make("p", { className: "blank", textContent: " " })]));
  const second = make("section", { className: "paper" }, make("h3", { textContent: "Frozen pictures" }), figure(explain.picture, explain.picture_words),
    make("h3", { textContent: "Check yourself" }), ...of(checks).map(onPaper),
    make("p", { className: "blank" }, make("strong", { textContent: "What surprised me: " })), make("p", { className: "blank", textContent: " " }));
  root.replaceChildren(make("p", { className: "back screen-only" }, make("a", { href: learn({ lesson: name }), textContent: "← The lesson" }), " · ", print),
    first, second, ...(teacher ? [key(questions)] : []));
}

/** @param {Question} question */
function onPaper({ text, options, low, high }) {
  const body = options.length > 0 ? [make("ul", { className: "boxes" }, ...options.map((option) => make("li", {}, "☐ ", ...inline(option.text))))]
    : [make("p", { className: "small", textContent: `My number (${low} to ${high}): ______` })];
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
