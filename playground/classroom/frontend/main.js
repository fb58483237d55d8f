// Entry point of the Class page: the address says which of its four views is shown.

import { isCode } from "../../shared/frontend/class_client.js";
import { tokenIn } from "./links.js";
import { showMakeClass } from "./make_class.js";
import { showProjector } from "./projector.js";
import { showStudent } from "./student.js";
import { showTeacher } from "./teacher.js";

/** @typedef {{ lessons: import("./make_class.js").LessonChoice[], problems: string[], losses: any }} PageData */

/** @type {WeakMap<ParentNode, () => void>} */
const mounted = new WeakMap();

/**
 * What Streamlit calls at the first mount and again at each run of the page; what it returns undoes it.
 * @param {{ data: PageData, parentElement: ParentNode }} component
 */
export default function mount({ data, parentElement }) {
  if (!mounted.has(parentElement)) mounted.set(parentElement, show(parentElement, data));
  return () => {
    mounted.get(parentElement)?.();
    mounted.delete(parentElement);
  };
}

/**
 * @param {ParentNode} parent
 * @param {PageData} data
 * @returns {() => void}
 */
function show(parent, data) {
  const root = parent.querySelector(".class");
  if (!(root instanceof HTMLElement)) throw new Error("The page has no .class.");
  const address = new URLSearchParams(location.search), code = address.get("class") ?? "", token = tokenIn(location.hash);
  if (!isCode(code)) {
    showMakeClass(root, data);
    return () => {};
  }
  if (token) return showTeacher(root, code, token);
  return address.get("present") ? showProjector(root, code, data.losses) : showStudent(root, code);
}
