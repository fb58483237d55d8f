// One question: options to choose or a number to say, and what was right with the reason of every option.

import { element } from "../../shared/frontend/elements.js";
import { isRight, rightNumbers } from "./sequence.js";
import { inline, welcome } from "./words.js";

/** @import { Question } from "./types.js" */

/**
 * A form that is sent once.
 * @param {Question} question @param {string} button what its button says
 * @param {(answer: string) => void} onAnswer
 */
export function ask(question, button, onAnswer) {
  const send = element("button", { type: "submit", className: "send", textContent: button, disabled: true });
  const form = element("form", { className: "question", noValidate: true });
  const input = question.options.length > 0 ? choices(question) : number(question);
  form.append(element("fieldset", {}, element("legend", {}, ...inline(question.text)), ...input), send);
  const answer = () => String(new FormData(form).get("answer") ?? "");
  form.addEventListener("input", () => { send.disabled = !fits(question, answer()); });
  form.addEventListener("keydown", (event) => event.stopPropagation()); // Streamlit has keys of its own
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (fits(question, answer())) onAnswer(question.options.length > 0 ? answer() : String(Number(answer()))); // "07" is 7
  });
  return form;
}

/** @param {Question} question */
function choices({ id, options }) {
  return options.map((option) => element("label", { className: "option" },
    element("input", { type: "radio", name: "answer", value: option.id, id: `${id}-${option.id}` }),
    element("span", {}, ...inline(option.text))));
}

/** @param {Question} question */
function number({ low, high }) {
  const field = element("input", { type: "number", name: "answer", min: low, max: high, step: 1, inputMode: "numeric" });
  return [element("label", { className: "amount" }, field, element("span", { textContent: `a whole number, ${low} to ${high}` }))];
}

/** @param {Question} question @param {string} answer */
function fits({ options, low, high }, answer) {
  if (options.length > 0) return answer !== "";
  return /^\d{1,4}$/.test(answer) && Number(answer) >= Number(low) && Number(answer) <= Number(high);
}

/** What was said, while it is not yet told what is right. @param {Question} question @param {string} answer */
export function noted(question, answer) {
  const chosen = question.options.find(({ id }) => id === answer)?.text ?? answer;
  return element("p", { className: "noted" }, element("span", { className: "tag", textContent: "You said" }), " ", ...inline(chosen));
}

/**
 * The answer with the reason of every option, the chosen one first.
 * @param {Question} question @param {string} answer
 * @param {{ predicted?: boolean }} [how] a wrong prediction is welcomed
 */
export function answered(question, answer, { predicted = false } = {}) {
  const right = isRight(question, answer);
  const box = element("div", { className: `answered ${right ? "right" : "wrong"}` });
  box.append(element("p", { className: "asked" }, ...inline(question.text)));
  if (question.options.length === 0) {
    box.append(element("p", {}, element("strong", { textContent: `${right ? "✓" : "✗"} You said ${answer}; it is ${rightNumbers(question)}. ` }),
      ...(right || !predicted ? [] : [`${welcome(question.id)} `]), ...inline(question.reason)));
    return box;
  }
  const order = [...question.options].sort((a, b) => Number(b.id === answer) - Number(a.id === answer));
  box.append(element("ul", { className: "reasons" }, ...order.map((option) => {
    const isIt = option.id === question.right, mine = option.id === answer;
    const mark = element("span", { className: "mark", role: "img", "aria-label": isIt ? "right" : "wrong", textContent: isIt ? "✓" : "✗" });
    const opening = mine && predicted && !isIt ? `${welcome(option.id)} ` : "";
    return element("li", { className: `${isIt ? "right" : "wrong"}${mine ? " mine" : ""}` }, mark,
      element("div", {}, element("strong", {}, ...(mine ? ["You said: "] : []), ...inline(option.text)), " ", opening, ...inline(option.reason)));
  })));
  return box;
}
