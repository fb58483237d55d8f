// The path from A to B, by hand or as an animation that goes to and fro.

import { buttons, find } from "../elements.js";
import { showImage } from "../image_on_canvas.js";
import { saveGif, savePng } from "./save_files.js";

/** @import { Keyframe } from "../generator/keyframes.js" */
/** @import { Method } from "../generator/latents.js" */
/** @import { Artist } from "./artist.js" */
/** @typedef {{ a: Keyframe, b: Keyframe, c: Keyframe }} Ends C is a corner of the plane */

const ROUND_MS = 8000; // from A to B and back
const PNG_SCALE = 10, GIF_SCALE = 8;
const GIF_FRAMES = 60, GIF_MS = 60; // of a round

/**
 * @param {Artist} artist
 * @param {Ends} ends changed in place by set()
 */
export function createPath(artist, ends) {
  const section = find(document, ".path", "section"), current = find(section, ".current", "canvas");
  const t = find(section, ".t", "input"), method = find(section, ".method", "select");
  const play = find(section, ".play", "button"), switches = buttons(document, ".end");
  /** @type {keyof Ends} */
  let target = "a";
  let began = 0;

  /** @param {number} place */
  const imageAt = (place) => artist.imageBetween(ends.a, ends.b, place, /** @type {Method} */ (method.value));
  function drawCurrent() { showImage(current, imageAt(Number(t.value)), 0); }

  function draw() {
    for (const each of switches) artist.drawKey(find(each, "", "canvas"), ends[/** @type {keyof Ends} */ (each.dataset.end)]);
    drawCurrent();
  }

  /** @param {number} now */
  function step(now) {
    if (play.ariaPressed !== "true") return;
    t.value = String(thereAndBack((now - began) / ROUND_MS));
    drawCurrent();
    requestAnimationFrame(step);
  }

  function stop() { play.ariaPressed = "false"; }

  for (const each of switches) {
    each.addEventListener("click", () => {
      target = /** @type {keyof Ends} */ (each.dataset.end);
      for (const other of switches) other.ariaPressed = String(other === each);
      for (const word of document.querySelectorAll(".chosen")) word.textContent = target.toUpperCase();
    });
  }
  t.addEventListener("input", () => { stop(); drawCurrent(); });
  method.addEventListener("change", drawCurrent);
  play.addEventListener("click", () => {
    play.ariaPressed = String(play.ariaPressed !== "true");
    began = performance.now() - (Number(t.value) / 2) * ROUND_MS;
    requestAnimationFrame(step);
  });
  find(section, ".save-current", "button").addEventListener("click", () => savePng([current], 1, PNG_SCALE, "image.png"));
  find(section, ".save-gif", "button").addEventListener("click", () => {
    const frames = Array.from({ length: GIF_FRAMES }, (_, k) => imageAt(thereAndBack(k / GIF_FRAMES)));
    saveGif(frames, GIF_SCALE, GIF_MS, "path.gif");
  });

  return {
    draw,
    /** The end that a click on a sample sets. @param {Keyframe} key */
    set(key) {
      ends[target] = key;
      draw();
    },
  };
}

/** From 0 to 1 and back, once for each whole number. @param {number} round */
function thereAndBack(round) {
  return 1 - Math.abs(1 - 2 * (round % 1));
}
