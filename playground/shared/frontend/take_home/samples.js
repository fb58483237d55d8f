// The grid of samples: consecutive seeds.

import { element, find } from "../elements.js";
import { keyOf } from "./artist.js";
import { savePng } from "./save_files.js";
import { createSlices } from "./slices.js";

/** @import { Keyframe } from "../generator/keyframes.js" */
/** @import { Artist } from "./artist.js" */

const COUNT = 40, COLUMNS = 10;
const TRUNCATION_OFF = 3.05, LAST_SEED = 2 ** 32 - 1;

/**
 * @param {Artist} artist
 * @param {string[]} classNames
 * @param {(key: Keyframe) => void} use a sample was clicked
 */
export function createSamples(artist, classNames, use) {
  const section = find(document, ".samples", "section"), grid = find(section, ".grid", "div");
  const first = find(section, ".first", "input"), only = find(section, ".only", "select");
  const slider = find(section, ".truncation", "input"), output = find(section, "", "output");
  const inSlices = createSlices();
  find(section, ".class-choice", "label").hidden = !classNames.length;
  only.append(element("option", { value: "", textContent: "each seed's own" }));
  only.append(...classNames.map((name, k) => element("option", { value: String(k), textContent: name })));

  const samples = Array.from({ length: COUNT }, (_, k) => {
    const canvas = element("canvas");
    grid.append(element("button", { type: "button", click: () => use(keyAt(k)) }, canvas));
    return canvas;
  });

  function truncation() {
    const value = Number(slider.value);
    return value >= TRUNCATION_OFF ? null : value;
  }

  /** @param {number} k */
  function keyAt(k) {
    const seed = Math.min(LAST_SEED - COUNT, Math.max(0, Math.floor(Number(first.value) || 0))) + k;
    return keyOf([[seed, 1]], truncation(), only.value === "" ? [] : [[Number(only.value), 1]]);
  }

  function draw() {
    output.textContent = truncation()?.toFixed(2) ?? "off";
    inSlices(samples.entries(), ([k, canvas]) => {
      artist.drawKey(canvas, keyAt(k));
      canvas.parentElement?.setAttribute("aria-label", `Sample of seed ${keyAt(k).seeds[0][0]}`);
    });
  }

  for (const control of [first, only, slider]) control.addEventListener("input", draw);
  find(section, ".another", "button").addEventListener("click", () => {
    first.value = String(Math.floor(Math.random() * 100_000));
    draw();
  });
  find(section, ".save-grid", "button").addEventListener("click", () => {
    savePng(samples, COLUMNS, 4, `samples-${keyAt(0).seeds[0][0]}.png`);
  });
  return { draw };
}
