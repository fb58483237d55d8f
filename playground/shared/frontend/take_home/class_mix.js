// One z as a mix of classes.

import { element, find } from "../elements.js";
import { savePng } from "./save_files.js";

/** @import { Keyframe } from "../generator/keyframes.js" */
/** @import { Artist } from "./artist.js" */

const PNG_SCALE = 10;

/**
 * @param {Artist} artist
 * @param {string[]} classNames
 * @param {(key: Keyframe) => void} use the mix
 */
export function createClassMix(artist, classNames, use) {
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

  /** @param {Keyframe} base @returns {Keyframe} */
  function mixed(base) {
    const weights = rows.map(({ slider }) => Number(slider.value));
    return { ...base, classes: weights.some(Boolean) ? weights.map((weight, k) => [k, weight]) : [] };
  }

  function draw() {
    if (!key || !rows.length) return;
    const { classes } = mixed(key), sum = classes.reduce((total, [, weight]) => total + weight, 0);
    rows.forEach(({ share }, k) => { share.textContent = sum ? `${Math.round((100 * classes[k][1]) / sum)}%` : "0%"; });
    artist.drawKey(canvas, mixed(key));
  }

  /** Back to the classes that the keyframe has by itself. */
  function reset() {
    if (!key) return;
    const shares = rows.map(() => 0);
    const own = key.seeds.map(([seed, weight]) => /** @type {[number, number]} */ ([seed % shares.length, weight]));
    for (const [index, weight] of key.classes.length ? key.classes : own) shares[index] += weight;
    rows.forEach(({ slider }, k) => { slider.value = String(shares[k]); });
    draw();
  }

  find(section, ".own-class", "button").addEventListener("click", reset);
  find(section, ".use-mixed", "button").addEventListener("click", () => { if (key) use(mixed(key)); });
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
