// The live view of a run, as Streamlit mounts it: called again at every rerun of the page.

import { LiveRun } from "./run/live_run.js";

/** @type {WeakMap<Element, LiveRun>} */
const views = new WeakMap();

/**
 * @param {import("./types.js").Component} component
 * @returns {() => void} stops it
 */
export default function mount(component) {
  const root = component.parentElement.querySelector(".live-run");
  if (!(root instanceof HTMLElement)) throw new Error("The page has no .live-run.");
  const view = viewOf(root, component);
  view.start();
  return () => view.stop();
}

/**
 * The existing view, updated; a new one for another run.
 * @param {HTMLElement} root
 * @param {import("./types.js").Component} component
 */
function viewOf(root, component) {
  const known = views.get(root);
  if (known?.data.run === component.data.run) {
    known.read(component);
    return known;
  }
  known?.stop();
  const view = new LiveRun(root, component);
  views.set(root, view);
  return view;
}
