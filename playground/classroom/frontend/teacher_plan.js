// The plan on the teacher's page: the block the class is in, the next one, and the questions under their blocks.

import { page } from "../../shared/frontend/api.js";
import { element } from "../../shared/frontend/elements.js";

/**
 * @import { Overview, TeacherQuestion } from "./teacher.js"
 * @typedef {{ title: string, minutes: number, do: string, fallback: string, lesson: string, page: string, asks: string[],
 *   own_pace: boolean, lab: string }} TeacherBlock
 * @typedef {{ wish: (body: Record<string, unknown>) => void, look: (question: string) => void }} Presses
 */

/** The minutes of each block, such as "4–9". @param {TeacherBlock[]} blocks */
export function minutesOf(blocks) {
  let from = 0;
  return blocks.map(({ minutes }) => `${from}–${from += minutes}`);
}

/** The block that the class is in; undefined before the first, and where there is no plan. @param {Overview} state */
export const blockNow = (state) => state.blocks[(state.block?.number ?? 0) - 1];

/** Where the teacher's lab is opened: it is shown to the class as long as it moves. @param {string} code @param {string} token @param {string} [lab] */
export const labLink = (code, token, lab = "") => `${page("lab", { class: code, ...(lab && { lab }) })}#teacher=${token}`;

/**
 * @param {Overview} state
 * @param {string} token
 * @param {Presses} presses
 * @returns {HTMLElement[]}
 */
export function blockPanel(state, token, { wish }) {
  const { blocks } = state, now = state.block?.number ?? 0, block = blocks[now - 1], next = blocks[now];
  if (!blocks.length) return [];
  const go = next ? [element("button", { type: "button", class: "primary next-block", click: () => wish({ do: "block", block: now }) },
    `${now ? "Next block" : "Start"}: ${next.title}`)] : [element("p", { class: "quiet" }, "This is the last block.")];
  if (!block) {
    return [element("p", { class: "quiet" }, `${blocks.length} blocks, ${blocks.reduce((sum, { minutes }) => sum + minutes, 0)} minutes. Give the link to your students and wait until they are here.`), ...go];
  }
  return [
    element("p", { class: "quiet" }, `Block ${now} of ${blocks.length} · minutes ${minutesOf(blocks)[now - 1]} · ${where(block)}`),
    element("h2", {}, block.title), element("p", {}, block.do),
    element("p", { class: "row" }, ...go,
      ...(block.lesson ? [element("a", { class: "button", target: "_blank", rel: "noopener", href: page("learn", { lesson: block.lesson, teacher: 1 }) }, "Lesson with notes for you")] : []),
      ...(block.lab ? [element("a", { class: "button", target: "_blank", rel: "noopener", href: labLink(state.class, token, block.lab) }, "Show its lab")] : [])),
    element("p", { class: "quiet" }, `If time or the network is short: ${block.fallback}`),
  ];
}

/** @param {TeacherBlock} block */
function where({ page: place, own_pace: ownPace }) {
  const there = place ? "your students have a link to its page at the bottom of theirs" : "on the class page";
  return ownPace ? `${there}; its questions are open` : there;
}

/**
 * All questions, of a plan under their blocks.
 * @param {Overview} state
 * @param {Presses} presses
 * @param {Map<number, boolean>} unfolded blocks that the teacher has opened or closed
 * @returns {HTMLElement[]}
 */
export function questionList(state, presses, unfolded) {
  const { blocks } = state, row = (/** @type {TeacherQuestion} */ each, /** @type {number} */ k) => questionRow(each, k + 1, state.question?.id === each.id, presses);
  if (!blocks.length) return [element("ol", { class: "questions" }, ...state.all.map(row))];
  const now = (state.block?.number ?? 0) - 1, minutes = minutesOf(blocks);
  const asked = new Set(blocks.flatMap(({ asks }) => asks)), others = state.all.filter(({ id }) => !asked.has(id));
  const folded = (/** @type {number} */ number, /** @type {string} */ title, /** @type {TeacherQuestion[]} */ questions, /** @type {HTMLElement[]} */ start) => {
    const isOpen = unfolded.get(number) ?? number === now;
    /** @type {HTMLDetailsElement} */
    const details = element("details", { open: isOpen, "data-now": number === now },
      element("summary", { click: () => { unfolded.set(number, !details.open); } }, title), ...start,
      element("ol", { class: "questions" }, ...questions.map(row)));
    return details;
  };
  return [
    ...blocks.map(({ title, asks }, number) => folded(number, `${minutes[number]} ${title}`,
      state.all.filter(({ id }) => asks.includes(id)),
      number === now ? [] : [element("button", { type: "button", "aria-label": `Start block: ${title}`, click: () => presses.wish({ do: "block", block: number }) }, "Start this block")])),
    ...(others.length ? [folded(blocks.length, "Other questions", others, [])] : []),
  ];
}

/**
 * Several lessons ask “What happened?”, so each question has its number in the block.
 * @param {TeacherQuestion} question @param {number} number @param {boolean} isNow @param {Presses} presses
 */
function questionRow({ id, text, counts }, number, isNow, { wish, look }) {
  const students = Math.max(...counts.map((each) => each.students));
  return element("li", { "aria-current": isNow && "true", "data-question": id },
    element("button", { type: "button", class: "look", title: "Show its counts here; your students see no change", click: () => look(id) },
      element("span", {}, `${number}. ${text.length > 70 ? `${text.slice(0, 69)}…` : text}`), element("span", { class: "told", title: "have answered" }, students ? String(students) : "")),
    element("button", { type: "button", "aria-label": `Open ${number}: ${text}`, click: () => wish({ do: "open", question: id, vote: 1 }) }, "Open"));
}
