// Entry point of the Runs page; it keeps its state when Python runs again.

import { RunsPage } from "./runs_page.js";

/** @import { Named } from "./leaderboard.js" */

/** @type {WeakMap<ParentNode, RunsPage>} */
const mounted = new WeakMap();

/**
 * @param {{ data: { metrics: Named[] }, parentElement: ParentNode }} component
 * @returns {() => void} undoes it
 */
export default function mount({ data, parentElement }) {
  const root = parentElement.querySelector(".runs");
  if (!(root instanceof HTMLElement)) throw new Error("The page has no .runs.");
  if (!mounted.has(parentElement)) mounted.set(parentElement, new RunsPage(root, data));
  return () => {
    mounted.get(parentElement)?.stop();
    mounted.delete(parentElement);
  };
}
