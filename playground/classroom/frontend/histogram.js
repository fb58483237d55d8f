// The bars of a question: one a possible answer, the first and the second vote one above the other.

import { element } from "./elements.js";

/**
 * @import { ClassQuestion } from "../../shared/frontend/class_client.js"
 * @typedef {{ vote: number, students: number, chosen: Record<string, number>, sums: Record<string, number> }} VoteCounts
 */

/**
 * @param {ClassQuestion} question
 * @param {VoteCounts[]} counts of vote 1 and vote 2
 * @param {boolean} revealed marks the right answer and gives the reasons
 * @returns {HTMLElement}
 */
export function histogram(question, counts, revealed) {
  const votes = counts.filter((each) => each.vote === 1 || each.students > 0);
  const most = Math.max(1, ...votes.flatMap((each) => Object.values(each.chosen)));
  const rows = question.answers.map((answer) => row(question, answer, votes, most, revealed));
  const made = element("div", { class: "histogram" }, ...rows);
  if (!question.answers.length) made.append(...votes.map(sums));
  made.classList.toggle("numbers", !question.options.length);
  if (votes.length > 1) made.prepend(element("p", { class: "key" }, key("first vote", 1), key("second vote", 2)));
  if (revealed && question.reason) made.append(element("p", { class: "reason" }, question.reason));
  return made;
}

/**
 * @param {ClassQuestion} question
 * @param {string} answer
 * @param {VoteCounts[]} votes
 * @param {number} most
 * @param {boolean} revealed
 */
function row(question, answer, votes, most, revealed) {
  const option = question.options.find((each) => each.id === answer);
  const right = revealed && question.right === answer;
  const bars = votes.map(({ vote, chosen, students }) => {
    const count = chosen[answer] ?? 0;
    const bar = element("span", { class: `bar vote-${vote}` });
    bar.style.width = `${(100 * count) / most}%`;
    const share = students ? `${Math.round((100 * count) / students)}%` : "";
    const words = `${vote === 1 ? "first" : "second"} vote: ${count} of ${students}`;
    return element("div", { class: "track", role: "img", "aria-label": words }, bar,
      element("span", { class: "count" }, String(count), element("small", {}, share)));
  });
  return element("div", { class: right ? "answer right" : "answer" },
    element("div", { class: "words" }, right ? "✓ " : "", option?.text ?? answer),
    element("div", { class: "bars" }, ...bars),
    ...(revealed && option?.reason ? [element("p", { class: "reason" }, option.reason)] : []));
}

/** @param {VoteCounts} counts */
function sums({ vote, students, sums: totals }) {
  const parts = Object.entries(totals).map(([name, total]) => `${name} ${Math.round(1000 * total) / 1000}`);
  return element("p", {}, `${vote === 1 ? "First" : "Second"} time, sums of ${students} students: ${parts.join(", ") || "nothing yet"}`);
}

/** @param {string} words @param {number} vote */
function key(words, vote) {
  return element("span", {}, element("i", { class: `swatch vote-${vote}` }), words);
}
