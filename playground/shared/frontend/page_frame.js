// What lies around every page: the glossary, the lines about the connection, the class and what the teacher shows,
// titles and help by touch and keyboard.

import { showClass } from "./class_line.js";
import { watchConnection } from "./connection.js";
import { titleCutText } from "./cut_text.js";
import { find } from "./elements.js";
import { offerHelp } from "./help.js";
import { showLook } from "./look_line.js";

/** @type {WeakMap<ParentNode, () => void>} */
const mounted = new WeakMap();

/**
 * @param {{ data: { has_teacher: boolean }, parentElement: ParentNode }} component
 * @returns {() => void} undoes it
 */
export default function mount({ data, parentElement }) {
  if (!mounted.has(parentElement)) mounted.set(parentElement, start(parentElement, data.has_teacher));
  return () => {
    mounted.get(parentElement)?.();
    mounted.delete(parentElement);
  };
}

/** @param {ParentNode} parent @param {boolean} hasTeacher */
function start(parent, hasTeacher) {
  const panel = find(parent, ".glossary", "div"), button = find(parent, ".open-glossary", "button");
  // Inside a component the browser itself forgets where the focus came from.
  panel.addEventListener("beforetoggle", () => { if (holdsFocus(panel)) button.focus(); });
  const stops = [
    watchConnection(find(parent, ".connection", "p")), titleCutText(), offerHelp(find(parent, ".help", "div")),
    showClass(find(parent, ".in-class", "div")), ...(hasTeacher ? [showLook(find(parent, ".look-at", "div"))] : []),
  ];
  return () => { for (const stop of stops) stop(); };
}

/** @param {HTMLElement} element */
function holdsFocus(element) {
  const { activeElement } = /** @type {Document | ShadowRoot} */ (element.getRootNode());
  return element.contains(activeElement);
}
