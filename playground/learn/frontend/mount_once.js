// A component that keeps its state when Python runs again.

import { find } from "../../shared/frontend/elements.js";

/** @import { PageData } from "./types.js" */

/**
 * What Streamlit calls at the first mount and again at each run of the page; what it returns undoes it.
 * @param {(root: HTMLElement, data: PageData) => { stop: () => void }} show
 * @returns {(component: { data: PageData, parentElement: ParentNode }) => () => void}
 */
export function mountOnce(show) {
  /** @type {WeakMap<ParentNode, { stop: () => void }>} */
  const mounted = new WeakMap();
  return ({ data, parentElement }) => {
    if (!mounted.has(parentElement)) mounted.set(parentElement, show(find(parentElement, ".learn", "div"), data));
    return () => {
      mounted.get(parentElement)?.stop();
      mounted.delete(parentElement);
    };
  };
}
