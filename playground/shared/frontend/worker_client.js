// Questions to a Worker, each answered by a promise, in order.

/** @typedef {{ failed: string, closed: string }} Words sentences for an error of its own, and for what came too late */

export class WorkerClient {
  /**
   * @param {Worker} worker whose module calls answerQuestions
   * @param {Words} words
   */
  constructor(worker, words) {
    this.worker = worker;
    this.words = words;
    this.next = 1;
    /** @type {Map<number, {resolve: (answer: any) => void, reject: (problem: Error) => void}>} */
    this.waiting = new Map();
    /** Why it answers no more. @type {Error | null} */
    this.ended = null;
    this.worker.addEventListener("message", ({ data }) => {
      const { id, answer, problem } = data;
      const asked = this.waiting.get(id);
      this.waiting.delete(id);
      if (problem !== undefined) asked?.reject(new RangeError(problem));
      else asked?.resolve(answer);
    });
    this.worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.#end(new Error(words.failed));
    });
  }

  /**
   * @param {string} call a name among the Worker's answers @param {...any} args
   * @returns {Promise<any>} rejected with RangeError, one sentence, where a value is refused
   */
  ask(call, ...args) {
    if (this.ended) return Promise.reject(this.ended);
    const id = this.next++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.worker.postMessage({ id, call, args });
    });
  }

  stop() {
    this.#end(new Error(this.words.closed));
  }

  /** @param {Error} problem */
  #end(problem) {
    this.ended ??= problem;
    this.worker.terminate();
    for (const asked of this.waiting.values()) asked.reject(problem);
    this.waiting.clear();
  }
}

/**
 * The Worker's side: answers one message at a time. A RangeError is the sentence of a refusal.
 * @param {Record<string, (...args: any[]) => any>} answers by the name of the call
 */
export function answerQuestions(answers) {
  self.addEventListener("message", ({ data }) => {
    const { id, call, args } = /** @type {{id: number, call: string, args: any[]}} */ (data);
    try {
      self.postMessage({ id, answer: answers[call](...args) });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      self.postMessage({ id, problem: error.message });
    }
  });
}
