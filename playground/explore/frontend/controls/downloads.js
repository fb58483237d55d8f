// Downloads: the current image, strip and animation, latents, a script, and the generator itself.

import { api } from "../../../shared/frontend/api.js";
import { currentFields, query } from "../state/view.js";

/** @import { Explorer } from "../explorer.js" */

const REVOKE_MS = 60000; // by then the browser has taken the file

/**
 * What each link asks for: selector, route, further parameters, name of the file.
 * @type {[string, string, Record<string, string>, string][]}
 */
const LINKS = [
  [".download-image", "current.png", { scale: "16" }, "image.png"],
  [".download-strip", "strip.png", { frames: "9", scale: "4" }, "strip.png"],
  [".download-gif", "walk.gif", {}, "animation.gif"],
  [".download-mp4", "walk.mp4", {}, "animation.mp4"],
  [".download-latents", "latents.npz", {}, "latents.npz"],
  [".download-script", "view.py", {}, "view.py"],
];
const ANIMATED = ["interpolate", "walk"]; // tabs with more than one image to download

/** @param {Explorer} explorer */
export function createDownloads(explorer) {
  const { view, defaults, find } = explorer;
  // Addresses are written when somebody comes near, not at every move of a drag.
  for (const near of ["pointerover", "focusin", "click"]) find(".downloads").addEventListener(near, writeLinks, true);
  const forms = find(".download-generator", HTMLSelectElement);
  forms.addEventListener("change", downloadGenerator);

  function writeLinks() {
    const stem = `${fileName(view.model)}-${view.tab}`;
    for (const [selector, route, more, name] of LINKS) {
      const parameters = query(view, defaults, currentFields(view));
      for (const [key, value] of Object.entries(more)) parameters.set(key, value);
      const link = find(selector, HTMLAnchorElement);
      link.href = api(`explore/${route}`, parameters);
      link.download = `${stem}-${name}`;
    }
  }

  // Made on demand, which takes seconds: fetched first, so that a refusal is a sentence on the page.
  async function downloadGenerator() {
    const form = forms.value;
    forms.value = "";
    forms.disabled = true;
    try {
      const file = await explorer.client.blob(`generator.${form}`, query(view, defaults, ["model"]));
      const address = URL.createObjectURL(file);
      Object.assign(document.createElement("a"), { href: address, download: `${fileName(view.model)}.${form}` }).click();
      setTimeout(() => URL.revokeObjectURL(address), REVOKE_MS);
    } catch (error) {
      explorer.showError(error);
    } finally {
      forms.disabled = false;
    }
  }

  return {
    show() {
      const isAnimated = ANIMATED.includes(view.tab);
      for (const kind of ["strip", "gif", "mp4"]) find(`.download-${kind}`).hidden = !isAnimated;
    },
  };
}

/**
 * A model's id as part of a file name.
 * @param {string} model
 */
export function fileName(model) {
  return model.replace(/^run:/, "").replace(/[^\w.-]+/g, "-");
}
