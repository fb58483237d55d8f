// A button of the lab, with the name under which locks.js knows it.

import { element } from "../../shared/frontend/elements.js";

/**
 * @param {string} control for locks; "" where it has none of its own @param {string} text @param {() => void} click
 * @param {Record<string, any>} [attributes] as for `element`
 */
export function button(control, text, click, attributes = {}) {
  return element("button", { type: "button", textContent: text, "data-control": control, click, ...attributes });
}
