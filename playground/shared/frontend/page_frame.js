// What lies around every page: the glossary, the lines about the connection and the class, titles and help by touch
// and keyboard.

import { showClass } from "./class_line.js";
import { watchConnection } from "./connection.js";
import { titleCutText } from "./cut_text.js";
import { offerHelp } from "./help.js";

/** @type {WeakMap<ParentNode, () => void>} */
const mounted = new WeakMap();

/**
 * @param {{ parentElement: ParentNode }} component
 * @returns {() => void} undoes it
 */
export default function mount({ parentElement }) {
  if (!mounted.has(parentElement)) mounted.set(parentElement, start(parentElement));
  return () => {
    mounted.get(parentElement)?.();
    mounted.delete(parentElement);
  };
}

/** @param {ParentNode} parent */
function start(parent) {
  const panel = part(parent, ".glossary"), button = part(parent, ".open-glossary");
  // Inside a component the browser itself forgets where the focus came from.
  panel.addEventListener("beforetoggle", () => { if (holdsFocus(panel)) button.focus(); });
  const stops = [
    watchConnection(part(parent, ".connection")), titleCutText(), offerHelp(part(parent, ".help")),
    showClass(part(parent, ".in-class")),
  ];
  return () => { for (const stop of stops) stop(); };
}

/** @param {HTMLElement} element */
function holdsFocus(element) {
  const { activeElement } = /** @type {Document | ShadowRoot} */ (element.getRootNode());
  return element.contains(activeElement);
}

/**
 * @param {ParentNode} parent
 * @param {string} selector
 */
function part(parent, selector) {
  const found = parent.querySelector(selector);
  if (!(found instanceof HTMLElement)) throw new Error(`The page frame has no ${selector}.`);
  return found;
}
