// The bars of a question: one a possible answer, the first and the second vote one above the other.

import { detection, interval } from "../../shared/frontend/detection.js";
import { element } from "../../shared/frontend/elements.js";
import { ask } from "./class_api.js";
import { classCurves, knowDecks } from "./class_curve.js";

/**
 * @import { ClassQuestion } from "../../shared/frontend/class_client.js"
 * @import { Rounds } from "./class_curve.js"
 * @typedef {{ vote: number, students: number, chosen: Record<string, number>, sums: Record<string, number>, rounds: Rounds[] }} VoteCounts
 */

/**
 * The bars of a question that is revealed, asked for. Rejects where it is asked again meanwhile.
 * @param {string} code of the class
 * @param {ClassQuestion} question
 */
export async function revealedBars(code, question) {
  const { counts } = await (await ask(`${code}/counts?question=${question.id}`)).json();
  await knowDecks(counts.flatMap((/** @type {VoteCounts} */ { rounds }) => rounds));
  return histogram(question, counts, true);
}

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
  if (!question.answers.length) made.append(...votes.map(sums), classCurves(counts.flatMap(({ rounds }) => rounds)));
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
  return element("p", {}, `${vote === 1 ? "First" : "Second"} time, ${students} students: ${pooledWords(totals)}`);
}

/**
 * What a class has measured, as of one person: d′ and c of rounds of the game, with 95% intervals, else the sums.
 * @param {Record<string, number>} totals
 */
export function pooledWords(totals) {
  const [students, D] = [tableIn(totals, ""), tableIn(totals, "D_")];
  if (!students) return Object.entries(totals).map(([name, total]) => `${name} ${Math.round(1000 * total) / 1000} in all`).join(", ") || "nothing yet";
  const { d, c } = detection(students), images = Object.values(students).reduce((sum, count) => sum + count, 0);
  const ofD = D ? `; D on them d′ ${interval(detection(D).d)}` : "";
  return `d′ ${interval(d)} and c ${interval(c)} on ${images} images${ofD}. In brackets: 95% intervals. d′ is 0 for guessing.`;
}

/** @param {Record<string, number>} totals @param {string} before the names of the counts */
function tableIn(totals, before) {
  const [hits, misses, falseAlarms, rejections] = ["hits", "misses", "falseAlarms", "rejections"].map((name) => totals[before + name]);
  const isTable = [hits, misses, falseAlarms, rejections].every((count) => count >= 0) && hits + misses > 0 && falseAlarms + rejections > 0;
  return isTable ? { hits, misses, falseAlarms, rejections } : null;
}

/** @param {string} words @param {number} vote */
function key(words, vote) {
  return element("span", {}, element("i", { class: `swatch vote-${vote}` }), words);
}
