// One question: options to choose or a number to say, and what was right with the reason of every option.

import { make } from "../../lab/frontend/elements.js";
import { isRight, rightNumbers } from "./sequence.js";
import { inline, welcome } from "./words.js";

/** @import { Question } from "./types.js" */

/**
 * A form that is sent once.
 * @param {Question} question @param {string} button what its button says
 * @param {(answer: string) => void} onAnswer
 */
export function ask(question, button, onAnswer) {
  const send = make("button", { type: "submit", className: "send", textContent: button, disabled: true });
  const form = make("form", { className: "question", noValidate: true });
  const input = question.options.length > 0 ? choices(question) : number(question);
  form.append(make("fieldset", {}, make("legend", {}, ...inline(question.text)), ...input), send);
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
  return options.map((option) => make("label", { className: "option" },
    make("input", { type: "radio", name: "answer", value: option.id, id: `${id}-${option.id}` }),
    make("span", {}, ...inline(option.text))));
}

/** @param {Question} question */
function number({ low, high }) {
  const field = make("input", { type: "number", name: "answer", min: low, max: high, step: 1, inputMode: "numeric" });
  return [make("label", { className: "amount" }, field, make("span", { textContent: `a whole number, ${low} to ${high}` }))];
}

/** @param {Question} question @param {string} answer */
function fits({ options, low, high }, answer) {
  if (options.length > 0) return answer !== "";
  return /^\d{1,4}$/.test(answer) && Number(answer) >= Number(low) && Number(answer) <= Number(high);
}

/** What was said, while it is not yet told what is right. @param {Question} question @param {string} answer */
export function noted(question, answer) {
  const chosen = question.options.find(({ id }) => id === answer)?.text ?? answer;
  return make("p", { className: "noted" }, make("span", { className: "tag", textContent: "You said" }), " ", ...inline(chosen));
}

/**
 * The answer with the reason of every option, the chosen one first.
 * @param {Question} question @param {string} answer
 * @param {{ predicted?: boolean }} [how] a wrong prediction is welcomed
 */
export function answered(question, answer, { predicted = false } = {}) {
  const right = isRight(question, answer);
  const box = make("div", { className: `answered ${right ? "right" : "wrong"}` });
  box.append(make("p", { className: "asked" }, ...inline(question.text)));
  if (question.options.length === 0) {
    box.append(make("p", {}, make("strong", { textContent: `${right ? "✓" : "✗"} You said ${answer}; it is ${rightNumbers(question)}. ` }),
      ...(right || !predicted ? [] : [`${welcome(question.id)} `]), ...inline(question.reason)));
    return box;
  }
  const order = [...question.options].sort((a, b) => Number(b.id === answer) - Number(a.id === answer));
  box.append(make("ul", { className: "reasons" }, ...order.map((option) => {
    const isIt = option.id === question.right, mine = option.id === answer;
    const mark = make("span", { className: "mark", role: "img", "aria-label": isIt ? "right" : "wrong", textContent: isIt ? "✓" : "✗" });
    const opening = mine && predicted && !isIt ? `${welcome(option.id)} ` : "";
    return make("li", { className: `${isIt ? "right" : "wrong"}${mine ? " mine" : ""}` }, mark,
      make("div", {}, make("strong", {}, ...(mine ? ["You said: "] : []), ...inline(option.text)), " ", opening, ...inline(option.reason)));
  })));
  return box;
}
