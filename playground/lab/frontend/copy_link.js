// Copy the address. Over plain http there is no clipboard, so it is shown, selected, and copied the old way.

import { make } from "./elements.js";
import { read } from "./engine/link.js";

/** @import { LabView } from "./lab_view.js" */

/** @param {LabView} view */
export async function copyLink(view) {
  if (read(view.link()).problem) {
    view.say("A link holds at most 64 changes and a million steps; this run has more.");
    return;
  }
  view.options.onMoment?.();
  const address = addressOf(view);
  if (await written(address)) {
    view.say("The link is copied; it opens this very moment of this run.");
    return;
  }
  const box = make("input", { type: "text", readOnly: true, value: address, className: "address", "aria-label": "The link" });
  view.root.querySelector(".address")?.remove();
  view.root.querySelector(".said")?.after(box);
  box.focus();
  box.select();
  let copied = false;
  try {
    copied = document.execCommand("copy");
  } catch { /* the sentence says what to do */ }
  view.say(copied ? "The link is copied; here it is once more." : "This is the link; copy it with Ctrl+C or a long press.");
  box.addEventListener("blur", () => box.remove(), { once: true });
}

/** @param {LabView} view */
export function addressOf(view) {
  const url = new URL(location.href);
  url.searchParams.set("lab", view.link());
  return url.href.replaceAll("%7E", "~");
}

/** @param {string} text */
async function written(text) {
  if (!navigator.clipboard) return false;
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
