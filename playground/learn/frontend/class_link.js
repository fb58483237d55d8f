// The class that this tab is in: predictions, votes and checks go there; the teacher may hold back what is right.

import { connect, currentClass } from "../../shared/frontend/class_client.js";

/** @import { ClassState } from "../../shared/frontend/class_client.js" */

export class ClassLink {
  /** @param {(sentence: string) => void} say @param {() => void} onChange */
  constructor(say, onChange) {
    const code = currentClass();
    this.client = code ? connect(code) : null;
    this.state = /** @type {ClassState | null} */ (null);
    this.say = say;
    this.stop = this.client?.follow(({ state, problem }) => {
      const before = this.state?.paused ?? false;
      this.state = problem ? null : state;
      if (problem) say(problem);
      else if (this.state?.paused) say("Your teacher has paused the class. Look up.");
      else if (before) say("");
      onChange();
    }) ?? (() => {});
  }

  get paused() {
    return this.state?.paused ?? false;
  }

  /** Whether the teacher still asks this question, so that its answer is not told yet. @param {string} id */
  holds(id) {
    return isHeld(this.state, id);
  }

  /** @param {string} question @param {string} option @param {number | null} seed */
  answer(question, option, seed) {
    const vote = this.state?.question?.id === question ? this.state.vote : 1;
    this.client?.answer({ question, option, vote, seed }).catch((refused) => {
      this.say(`Your answer stays in this browser: ${refused.message}`);
    });
  }
}

/** @param {{ open: string[], own_pace: boolean } | null} state @param {string} id */
export function isHeld(state, id) {
  return state !== null && !state.own_pace && state.open.includes(id);
}
