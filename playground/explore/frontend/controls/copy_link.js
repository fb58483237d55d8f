// "Copy link": the address of what is on the page, in the clipboard.

import { setText } from "./elements.js";

/** @import { Explorer } from "../explorer.js" */

const SAID_MS = 2500; // for which the button says that the link is copied

/** @param {Explorer} explorer */
export function createCopyLink(explorer) {
  const button = explorer.find(".copy-link");
  const label = button.textContent ?? "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  button.addEventListener("click", async () => {
    explorer.address.writeNow(explorer.view);
    const link = window.location.href;
    const isCopied = await copied(link);
    button.focus(); // the field that was selected took it
    if (!isCopied) {
      window.prompt("Copy this link", link);
      return;
    }
    setText(button, "Link copied");
    explorer.announce("Link copied.");
    clearTimeout(timer);
    timer = setTimeout(() => setText(button, label), SAID_MS);
  });
  return { stop: () => clearTimeout(timer) };
}

/** @param {string} text */
async function copied(text) {
  // Not there where a class opens the address of another machine: browsers have it on secure pages only.
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // A person, or the frame around the page, has forbidden it.
    }
  }
  return copiedBySelection(text);
}

/** @param {string} text */
function copiedBySelection(text) {
  const field = document.createElement("textarea");
  field.value = text;
  Object.assign(field.style, { position: "fixed", opacity: "0" });
  document.body.append(field);
  field.select();
  let isCopied = false;
  try {
    isCopied = document.execCommand("copy");
  } catch {
    // It is asked for by hand then.
  }
  field.remove();
  return isCopied;
}
