// Undo and redo over views at rest. The model is chosen elsewhere and stays.

/** @import { View } from "./view.js" */

const REST_MS = 500; // without a change, and the view is at rest
const KEPT = 200;

/** @typedef {ReturnType<typeof createHistory>} History */

/**
 * @param {View} view changed in place by undo and redo
 * @param {() => void} fit drops from the view what the model of now does not have
 * @param {() => void} onChange
 */
export function createHistory(view, fit, onChange) {
  /** @type {string[]} */
  const past = [];
  /** @type {string[]} */
  const future = [];
  let now = snapshot();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  // The playhead moves by itself while the walk plays.
  function snapshot() {
    return JSON.stringify({ ...view, model: undefined, frame: undefined });
  }
  function commit() {
    clearTimeout(timer);
    const fresh = snapshot();
    if (fresh === now) return;
    past.push(now);
    if (past.length > KEPT) past.shift();
    future.length = 0;
    now = fresh;
  }
  /** @type {(from: string[], to: string[]) => void} */
  function go(from, to) {
    commit();
    const target = from.pop();
    if (target === undefined) return;
    to.push(now);
    Object.assign(view, JSON.parse(target));
    fit();
    now = snapshot(); // as it fits: else it would count as a change of its own
    onChange();
  }
  return {
    /** The view has changed; it counts once it is at rest. */
    note() { clearTimeout(timer); timer = setTimeout(commit, REST_MS); },
    undo: () => go(past, future),
    redo: () => go(future, past),
    canUndo: () => past.length > 0 || snapshot() !== now,
    canRedo: () => future.length > 0,
    stop: () => clearTimeout(timer),
  };
}
