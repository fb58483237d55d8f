// Questions to the Worker of one lab, each answered by a promise, in order.

export class LabWorker {
  constructor() {
    this.worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
    this.next = 1;
    /** @type {Map<number, {resolve: (answer: any) => void, reject: (problem: Error) => void}>} */
    this.waiting = new Map();
    this.worker.addEventListener("message", ({ data }) => {
      const { id, answer, problem } = data;
      const asked = this.waiting.get(id);
      this.waiting.delete(id);
      if (problem !== undefined) asked?.reject(new RangeError(problem));
      else asked?.resolve(answer);
    });
    this.worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.#fail(new Error("The lab stopped by an error of its own; reload the page."));
    });
  }

  /**
   * @param {string} call a name of worker.js ANSWERS @param {...any} args
   * @returns {Promise<any>} rejected with RangeError, one sentence, where a value is refused
   */
  ask(call, ...args) {
    const id = this.next++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.worker.postMessage({ id, call, args });
    });
  }

  stop() {
    this.worker.terminate();
    this.#fail(new Error("The lab was closed."));
  }

  /** @param {Error} problem */
  #fail(problem) {
    for (const asked of this.waiting.values()) asked.reject(problem);
    this.waiting.clear();
  }
}
