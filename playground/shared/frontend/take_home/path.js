// The path from A to B, by hand or as an animation that goes to and fro.

import { buttons, find } from "../elements.js";
import { savePng } from "./save_png.js";

/** @import { Keyframe } from "../generator/keyframes.js" */
/** @import { Method } from "../generator/latents.js" */
/** @import { Artist } from "./artist.js" */

const ROUND_MS = 8000; // from A to B and back
const PNG_SCALE = 10;

/**
 * @param {Artist} artist
 * @param {{ a: Keyframe, b: Keyframe }} ends changed in place by set()
 */
export function createPath(artist, ends) {
  const section = find(document, ".path", "section"), current = find(section, ".current", "canvas");
  const t = find(section, ".t", "input"), method = find(section, ".method", "select");
  const play = find(section, ".play", "button"), chosen = find(document, ".chosen", "span");
  const switches = buttons(section, ".end");
  /** @type {"a" | "b"} */
  let target = "a";
  let began = 0;

  function drawCurrent() {
    artist.drawBetween(current, ends.a, ends.b, Number(t.value), /** @type {Method} */ (method.value));
  }

  function draw() {
    for (const each of switches) artist.drawKey(find(each, "", "canvas"), ends[/** @type {"a" | "b"} */ (each.dataset.end)]);
    drawCurrent();
  }

  /** @param {number} now */
  function step(now) {
    if (play.ariaPressed !== "true") return;
    const place = ((now - began) / ROUND_MS) % 1;
    t.value = String(1 - Math.abs(1 - 2 * place));
    drawCurrent();
    requestAnimationFrame(step);
  }

  function stop() { play.ariaPressed = "false"; }

  for (const each of switches) {
    each.addEventListener("click", () => {
      target = /** @type {"a" | "b"} */ (each.dataset.end);
      for (const other of switches) other.ariaPressed = String(other === each);
      chosen.textContent = target.toUpperCase();
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

  return {
    draw,
    /** The end that a click on a sample sets. @param {Keyframe} key */
    set(key) {
      ends[target] = key;
      draw();
    },
  };
}
