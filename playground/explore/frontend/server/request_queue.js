// The request queue: one request under way, always for the newest state.

import { RequestRefused } from "../../../shared/frontend/ask.js";

/** @typedef {ReturnType<typeof createRequestQueue>} RequestQueue */
/**
 * @typedef {object} QueueOptions
 * @property {() => boolean} isReady whether the facts about the model are there
 * @property {() => number} answers good answers of the server so far
 * @property {(sentence: string) => void} onError
 * @property {() => void} onAnswer a task got an answer: errors no longer hold
 * @property {() => void} onDone after each task
 * @property {(busy: boolean) => void} onBusy begins to ask, or has all that was asked for
 * @property {number} [retryMs] until a server that did not answer is asked again
 */

export const FACTS = "facts"; // the task that asks about the model

/**
 * Tasks are functions that ask and draw from the state as it is when they come up. Asking for a task
 * that is already queued changes nothing, so however fast a slider moves there is one request at a time
 * and the last position is always drawn. The task served longest ago goes first, except that nothing
 * can be drawn before `isReady()`.
 * @param {QueueOptions} options
 */
export function createRequestQueue({ isReady, answers, onError, onAnswer, onDone, onBusy, retryMs = 2000 }) {
  /** @type {Set<string>} */
  const queued = new Set();
  /** @type {Record<string, number>} */
  const served = {};
  /** @type {Record<string, () => unknown>} */
  let tasks = {};
  let isRunning = false, isStopped = false, count = 0;

  async function run() {
    if (isRunning || isStopped) return;
    isRunning = true;
    onBusy(true);
    while (queued.size && !isStopped) {
      const oldest = [...queued].reduce((x, y) => (served[y] < served[x] ? y : x));
      const name = queued.has(FACTS) && !isReady() ? FACTS : oldest;
      queued.delete(name);
      served[name] = ++count;
      try {
        const before = answers();
        await tasks[name]();
        onDone();
        if (answers() > before) onAnswer();
      } catch (error) {
        if (isStopped) break;
        onError(error instanceof Error ? error.message : String(error));
        if (error instanceof RequestRefused) {
          if (name === FACTS) queued.clear();
          continue;
        }
        queued.add(name);
        await new Promise((resolve) => { setTimeout(resolve, retryMs); });
      }
    }
    isRunning = false;
    onBusy(false);
  }

  return {
    /** @param {Record<string, () => unknown>} named every task there is */
    setTasks(named) {
      tasks = named;
      for (const name in tasks) served[name] = 0;
    },
    /** @param {string[]} names */
    ask(...names) {
      for (const name of names) queued.add(name);
      run();
    },
    isBusy: () => isRunning,
    stop() {
      isStopped = true;
      queued.clear();
    },
  };
}
