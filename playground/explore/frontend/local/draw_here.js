// Who draws the page: this browser, where it can and is fast enough, else the server.

/** @import { Explorer } from "../explorer.js" */

/**
 * Tries to draw in this browser from here on, and says on the page who does. All is drawn anew, so that one and the
 * same draws the whole page: a pixel of the one may be a grey level from the other's.
 * @param {Explorer} explorer
 * @param {string} model
 */
export async function drawHere(explorer, model) {
  const canvas = explorer.find(".latent-canvas");
  canvas.removeAttribute("data-drawn");
  const words = await explorer.client.prepare(model).catch(() => "drawn by the server");
  const { model: facts, view } = explorer;
  if (!words || view.model !== model || !facts) return;
  explorer.model = { ...facts, caption: `${facts.caption}, ${words}` };
  explorer.show();
  explorer.drawAll();
  canvas.dataset.drawn = words;
}
