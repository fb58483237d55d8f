// The grids of the Compare page, as Streamlit mounts them: called again at every rerun.

import { ComparedGrids } from "./compared_grids.js";

/** @import { Component } from "./types.js" */

/** @type {WeakMap<ParentNode, ComparedGrids>} */
const mounted = new WeakMap();

/**
 * @param {Component} component
 * @returns {() => void} undoes it
 */
export default function mount(component) {
  const { parentElement } = component, known = mounted.get(parentElement);
  const root = parentElement.querySelector(".compared-runs");
  if (!(root instanceof HTMLElement)) throw new Error("The page has no .compared-runs.");
  if (known) known.read(component);
  else mounted.set(parentElement, new ComparedGrids(root, component));
  return () => {
    mounted.get(parentElement)?.stop();
    mounted.delete(parentElement);
  };
}
