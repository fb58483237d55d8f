// Entry point: one page for each mounted element; it keeps its state when Python runs again.

import { currentClass } from "../../shared/frontend/class_client.js";
import { DrawPage } from "./draw_page.js";

/** @import { PageData } from "./draw_page.js" */

/** @type {WeakMap<ParentNode, DrawPage>} */
const mounted = new WeakMap();

/**
 * What Streamlit calls at the first mount and again at each run of the page; what it returns undoes it.
 * @param {{ data: PageData, parentElement: ParentNode }} component
 */
export default function mount({ data, parentElement }) {
  currentClass(); // kept for this tab before the class that is drawn takes its place in the address
  if (!mounted.has(parentElement)) mounted.set(parentElement, new DrawPage(parentElement, data));
  return () => {
    mounted.get(parentElement)?.stop();
    mounted.delete(parentElement);
  };
}
