// In which order a lesson goes, and what is shut until when. Pure: node tests it.

/** @import { Lesson, Question } from "./types.js" */
/**
 * @typedef {"predict" | "do" | "observe" | "explain" | "check" | "transfer"} Kind
 * @typedef {{ kind: Kind, stage: number, questions: string[] }} Section `stage` is -1 after the last
 * @typedef {{ answers: Record<string, string>, again: string[], seen: number[], read: boolean }} Progress
 *   answers by question, and to which of them there was a second vote; stages that showed what they must, or were left without it
 */

/** @returns {Progress} */
export const fresh = () => ({ answers: {}, again: [], seen: [], read: false });

/**
 * @param {Lesson} lesson
 * @returns {Section[]} in order
 */
export function sectionsOf(lesson) {
  const stages = lesson.stages.flatMap(({ predict, observe }, stage) => {
    /** @type {Section[]} */
    const parts = [{ kind: "predict", stage, questions: predict }, { kind: "do", stage, questions: [] }];
    return observe ? [...parts, { kind: /** @type {Kind} */ ("observe"), stage, questions: [observe] }] : parts;
  });
  return [...stages, { kind: "explain", stage: -1, questions: [] },
    { kind: "check", stage: -1, questions: lesson.checks }, { kind: "transfer", stage: -1, questions: [] }];
}

/** @param {Section} section @param {Progress} progress */
export function isDone({ kind, stage, questions }, { answers, seen, read }) {
  if (kind === "do") return seen.includes(stage);
  if (kind === "explain") return read;
  if (kind === "transfer") return false;
  return questions.every((id) => id in answers);
}

/** The first section that is not done; those after it are shut.
 * @param {Lesson} lesson @param {Progress} progress @returns {number} index in sectionsOf */
export function current(lesson, progress) {
  return sectionsOf(lesson).findIndex((section) => !isDone(section, progress));
}

/** Everything but the transfer, which leads on. @param {Lesson} lesson @param {Progress} progress */
export function isFinished(lesson, progress) {
  return current(lesson, progress) === sectionsOf(lesson).length - 1;
}

/** Whether the prediction of a stage is in, so that it may play. @param {Lesson} lesson @param {number} stage
 * @param {Progress} progress */
export function mayPlay(lesson, stage, progress) {
  const at = sectionsOf(lesson).findIndex((section) => section.kind === "do" && section.stage === stage);
  return current(lesson, progress) >= at;
}

/** What counts as right of a number, in words. @param {Question} question */
export function rightNumbers({ right, band, low, high }) {
  const least = Math.max(Number(low), Number(right) - band), most = Math.min(Number(high), Number(right) + band);
  return least === most ? right : `${least} to ${most}`;
}

/** @param {Question} question @param {string} answer */
export function isRight({ right, options, band }, answer) {
  if (options.length > 0) return answer === right;
  return Math.abs(Number(answer) - Number(right)) <= band;
}

/**
 * Progress as the browser kept it, made whole: what does not fit the lesson any more is left out.
 * @param {Lesson} lesson @param {any} kept @returns {Progress}
 */
export function restored(lesson, kept) {
  const progress = fresh();
  for (const { id, options, low, high } of lesson.questions) {
    const answer = kept?.answers?.[id];
    if (typeof answer !== "string") continue;
    const inRange = low !== null && high !== null && /^\d{1,4}$/.test(answer) && Number(answer) >= low && Number(answer) <= high;
    if (inRange || options.some((option) => option.id === answer)) progress.answers[id] = answer;
  }
  progress.again = Object.keys(progress.answers).filter((id) => Array.isArray(kept?.again) && kept.again.includes(id));
  progress.seen = lesson.stages.map((_, stage) => stage).filter((stage) => Array.isArray(kept?.seen) && kept.seen.includes(stage));
  progress.read = kept?.read === true;
  return progress;
}

/**
 * What a browser has kept of a lesson, as a class needs it: who comes to a class with a lesson done elsewhere predicts
 * again, with the others. That it was finished once stays.
 * @param {string} code of the class; "" for none
 * @param {any} kept
 */
export function keptFor(code, kept) {
  return !code || kept?.code === code ? kept : { done: kept?.done === true, seed: kept?.seed };
}
