// One z as a mix of classes.

import { element, find } from "../elements.js";
import { savePng } from "./save_png.js";

/** @import { Keyframe } from "../generator/keyframes.js" */
/** @import { Artist } from "./artist.js" */

const PNG_SCALE = 10;

/**
 * @param {Artist} artist
 * @param {string[]} classNames
 */
export function createClassMix(artist, classNames) {
  const section = find(document, ".classes", "section"), canvas = find(section, ".mixed", "canvas");
  section.hidden = !classNames.length;
  /** @type {Keyframe | null} */
  let key = null;
  const rows = classNames.map((name) => {
    const slider = element("input", { type: "range", min: "0", max: "1", step: "0.01", value: "0", input: draw });
    const share = element("output");
    const row = element("label", { title: name }, element("span", { textContent: name }), slider, share);
    find(section, ".shares", "div").append(row);
    return { slider, share };
  });

  function draw() {
    if (!key || !rows.length) return;
    const weights = rows.map(({ slider }) => Number(slider.value));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    rows.forEach(({ share }, k) => { share.textContent = sum ? `${Math.round((100 * weights[k]) / sum)}%` : "0%"; });
    /** @type {[number, number][]} */
    const classes = sum ? weights.map((weight, k) => [k, weight]) : [];
    artist.drawKey(canvas, { ...key, classes });
  }

  /** Back to the class that the keyframe has by itself. */
  function reset() {
    if (!key) return;
    const own = key.classes[0]?.[0] ?? key.seeds[0][0] % Math.max(1, rows.length);
    rows.forEach(({ slider }, k) => { slider.value = k === own ? "1" : "0"; });
    draw();
  }

  find(section, ".own-class", "button").addEventListener("click", reset);
  find(section, ".save-mixed", "button").addEventListener("click", () => savePng([canvas], 1, PNG_SCALE, "mix.png"));
  return {
    /** @param {Keyframe} shown the mix stays where it is the one that was shown */
    show(shown) {
      if (shown === key) return;
      key = shown;
      reset();
    },
  };
}
