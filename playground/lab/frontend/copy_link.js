// Copy the address; where no browser lets us, it is shown and selected for copying by hand.

import { copied } from "../../shared/frontend/clipboard.js";
import { element } from "../../shared/frontend/elements.js";
import { read } from "./engine/link.js";

/** @import { LabView } from "./lab_view.js" */

/** @param {LabView} view @param {HTMLElement} button that has the focus */
export async function copyLink(view, button) {
  if (read(view.link()).problem) {
    view.say("A link holds at most 64 changes and a million steps; this run has more.");
    return;
  }
  view.options.onMoment?.();
  const address = addressToCopy(location.href, view.link());
  view.root.querySelector(".address")?.remove();
  if (await copied(address)) {
    button.focus();
    view.say("The link is copied; it opens this very moment of this run.");
    return;
  }
  const box = element("input", { type: "text", readOnly: true, value: address, className: "address", "aria-label": "The link" });
  view.root.querySelector(".said")?.after(box);
  box.focus();
  box.select();
  view.say("This is the link; copy it with Ctrl+C or a long press.");
  box.addEventListener("blur", () => box.remove(), { once: true });
}

/**
 * The address of the page with this run in it, for anybody: a teacher's key stands behind #.
 * @param {string} href @param {string} link
 */
export function addressToCopy(href, link) {
  const url = new URL(href);
  url.hash = "";
  url.searchParams.set("lab", link);
  return url.href.replaceAll("%7E", "~");
}
