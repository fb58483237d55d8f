// Entry point: one Explorer for each mounted element, updated when Python runs the page again.

import { currentClass } from "../../shared/frontend/class_client.js";
import { Explorer } from "./explorer.js";

/** @import { PageData } from "./explorer.js" */

const mounted = /** @type {WeakMap<ParentNode, Explorer>} */ (new WeakMap());

/**
 * What Streamlit calls at the first mount and again at each run of the page; what it returns undoes it.
 * @param {{ data: PageData, parentElement: ParentNode }} component
 */
export default function mount({ data, parentElement }) {
  currentClass(); // kept for this tab before the view's class of images takes its place in the address
  const known = mounted.get(parentElement);
  if (known) known.update(data);
  else mounted.set(parentElement, new Explorer(parentElement, data));
  return () => {
    mounted.get(parentElement)?.stop();
    mounted.delete(parentElement);
  };
}
