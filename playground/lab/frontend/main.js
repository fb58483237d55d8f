// Entry point: one page of labs for each mounted element; it keeps its state when Python runs again.

import { LabPage } from "./lab_page.js";

/** @import { PageData } from "./lab_page.js" */

/** @type {WeakMap<ParentNode, LabPage>} */
const mounted = new WeakMap();

/**
 * What Streamlit calls at the first mount and again at each run of the page; what it returns undoes it.
 * @param {{ data: PageData, parentElement: ParentNode }} component
 */
export default function mount({ data, parentElement }) {
  if (!mounted.has(parentElement)) mounted.set(parentElement, new LabPage(parentElement, data));
  return () => {
    mounted.get(parentElement)?.stop();
    mounted.delete(parentElement);
  };
}
