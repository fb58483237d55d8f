// The class that this tab is in: predictions, votes and checks go there; the teacher may hold back what is right.

import { connect, currentClass, voteOf } from "../../shared/frontend/class_client.js";

/** @import { ClassClient, ClassState } from "../../shared/frontend/class_client.js" */

/** @typedef {Pick<ClassClient, "follow" | "answer">} Client */

export class ClassLink {
  /** @param {(sentence: string) => void} say @param {() => void} onChange @param {Client | null} [client] */
  constructor(say, onChange, client = currentClient()) {
    this.client = client;
    this.state = /** @type {ClassState | null} */ (null);
    /** @type {Map<string, { option: string, seed: number | null }>} answers to questions that are not open yet */
    this.waiting = new Map();
    this.say = say;
    this.stop = this.client?.follow(({ state, problem }) => {
      const before = this.state?.paused ?? false;
      this.state = problem ? null : state;
      this.#deliver();
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

  /**
   * Send an answer to the class: now, or once its question is open.
   * @param {string} question @param {string} option @param {number | null} seed
   */
  answer(question, option, seed) {
    if (!this.client) return;
    this.waiting.set(question, { option, seed });
    this.#deliver();
  }

  #deliver() {
    const { client, state } = this;
    if (!client || !state) return;
    for (const [question, answer] of this.waiting) {
      if (!state.asks.includes(question)) this.waiting.delete(question); // a class of another lesson
      else if (!state.open.includes(question)) this.say("Your class gets your answer when your teacher opens this question.");
      else {
        this.waiting.delete(question);
        client.answer({ question, vote: voteOf(state, question), ...answer }).then(
          () => { if (!this.paused) this.say(""); },
          (refused) => this.say(`Your answer stays in this browser: ${refused.message}`));
      }
    }
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
