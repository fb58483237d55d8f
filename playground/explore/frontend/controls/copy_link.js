// "Copy link": the address of what is on the page, in the clipboard.

import { copied } from "../../../shared/frontend/clipboard.js";
import { say } from "../../../shared/frontend/elements.js";

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
    say(button, "Link copied");
    explorer.announce("Link copied.");
    clearTimeout(timer);
    timer = setTimeout(() => say(button, label), SAID_MS);
  });
  return { stop: () => clearTimeout(timer) };
}
