// Who draws the page: this browser, where it can and is fast enough, else the server.

/** @import { Explorer } from "../explorer.js" */

const BY_SERVER = "drawn by the server";

/**
 * Tries to draw in this browser from here on, and says on the page who does. All is drawn anew, so that one and the
 * same draws the whole page: a pixel of the one may be a grey level from the other's.
 * @param {Explorer} explorer
 * @param {string} model
 */
export async function drawHere(explorer, model) {
  const canvas = explorer.find(".latent-canvas"), facts = explorer.model;
  let told = facts;
  canvas.removeAttribute("data-drawn");

  /** @param {string} words */
  function tell(words) {
    if (!words || !facts || explorer.model !== told || explorer.view.model !== model) return;
    explorer.model = told = { ...facts, caption: `${facts.caption}, ${words}` };
    explorer.show();
    explorer.drawAll();
    canvas.dataset.drawn = words;
  }

  tell(await explorer.client.prepare(model, () => tell(BY_SERVER)).catch(() => BY_SERVER));
}
