// A link to hand out, with a button that copies it.

import { copied } from "../../shared/frontend/clipboard.js";
import { element, say } from "../../shared/frontend/elements.js";

/**
 * @param {string} label
 * @param {string} link
 */
export function copyField(label, link) {
  const field = element("input", { type: "text", readonly: true, value: link, "aria-label": label });
  const done = element("span", { role: "status", class: "copied" });
  field.addEventListener("focus", () => field.select());
  const button = element("button", { type: "button", click: async () => {
    const isDone = await copied(link);
    (isDone ? button : field).focus(); // what was selected to copy it took the focus
    say(done, isDone ? "copied" : "press Ctrl+C or ⌘C");
  } }, "Copy");
  return element("div", { class: "copy" }, field, button, done);
}
