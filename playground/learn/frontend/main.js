// Entry point of the lessons: the list, one lesson, its sheet, or a plan; it keeps its state when Python runs again.

import { find } from "../../shared/frontend/elements.js";
import { LessonView } from "./lesson_view.js";
import { showList } from "./list_view.js";
import { showPlan } from "./plan_view.js";
import { showSheet } from "./sheet.js";

/** @import { PageData } from "./types.js" */

/** @type {WeakMap<ParentNode, { stop: () => void }>} */
const mounted = new WeakMap();

/**
 * What Streamlit calls at the first mount and again at each run of the page; what it returns undoes it.
 * @param {{ data: PageData, parentElement: ParentNode }} component
 */
export default function mount({ data, parentElement }) {
  if (!mounted.has(parentElement)) mounted.set(parentElement, show(find(parentElement, ".learn", "div"), data));
  return () => {
    mounted.get(parentElement)?.stop();
    mounted.delete(parentElement);
  };
}

/** @param {HTMLElement} root @param {PageData} data @returns {{ stop: () => void }} */
function show(root, data) {
  if (data.lesson && !data.sheet) return new LessonView(root, data);
  if (data.lesson) showSheet(root, data);
  else if (data.plan) showPlan(root, data);
  else showList(root, data);
  return { stop: () => {} };
}
