// The class that this tab is in: predictions, votes and checks go there; the teacher may hold back what is right.

import { connect, currentClass } from "../../shared/frontend/class_client.js";

/** @import { ClassClient, ClassState } from "../../shared/frontend/class_client.js" */

/** @typedef {Pick<ClassClient, "follow" | "answerWhenOpen">} Client */

const LATER = "Your class gets your answer when your teacher opens this question.";

export class ClassLink {
  /** @param {(sentence: string) => void} say @param {() => void} onChange @param {Client | null} [client] */
  constructor(say, onChange, client = currentClient()) {
    this.client = client;
    this.state = /** @type {ClassState | null} */ (null);
    /** @type {Set<string>} answered here, and not sent yet */
    this.waiting = new Set();
    this.say = say;
    this.stop = this.client?.follow(({ state, problem }) => {
      const before = this.state?.paused ?? false;
      this.state = problem ? null : state;
      for (const question of this.waiting) this.#tellWhen(question);
      if (problem) say(problem);
      else if (this.state?.paused) say("Your teacher has paused the class. Look up.");
      else if (before) say("");
      onChange();
    }) ?? (() => {});
  }

  get paused() {
    return this.state?.paused ?? false;
  }

  /** Whether the class talks about this question, so that its answer is told when the teacher reveals it. @param {string} id */
  holds(id) {
    return isHeld(this.state, id);
  }

  /** Whether the class votes on one of these questions now, alone or again after talking. @param {string[]} ids */
  isVoting(ids) {
    return ids.some((id) => votesOn(this.state, id) > 0);
  }

  /** Whether it votes on this one a second time. @param {string} id */
  votesAgain(id) {
    return votesOn(this.state, id) === 2;
  }

  /**
   * Send an answer to the class: now, or once its question is open.
   * @param {string} question @param {string} option @param {number | null} seed
   */
  answer(question, option, seed) {
    if (!this.client) return;
    this.waiting.add(question);
    this.client.answerWhenOpen({ question, option, seed }, (refusal) => {
      this.waiting.delete(question);
      if (refusal) this.say(`Your answer stays in this browser: ${refusal}`);
      else if (!this.paused) this.say("");
    });
    this.#tellWhen(question);
  }

  /** @param {string} question */
  #tellWhen(question) {
    const { state } = this;
    if (state && !state.open.includes(question) && state.asks.includes(question)) this.say(LATER);
  }
}

/** @returns {Client | null} */
function currentClient() {
  const code = currentClass();
  return code ? connect(code) : null;
}

/** @param {{ question: { id: string } | null, revealed: string[], own_pace: boolean } | null} state @param {string} id */
export function isHeld(state, id) {
  return state !== null && !state.own_pace && state.question?.id === id && !state.revealed.includes(id);
}

/** The vote that the class takes on this question together; 0 for none.
 * @param {Pick<ClassState, "question" | "open" | "own_pace" | "vote"> | null} state @param {string} id */
export function votesOn(state, id) {
  return state && !state.own_pace && state.question?.id === id && state.open.includes(id) ? state.vote : 0;
}
