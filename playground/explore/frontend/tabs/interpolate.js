// Interpolate: from A to B by slerp or lerp, with the slider t, a strip, and play.

import { createEndpoint } from "../controls/endpoint.js";
import { finder } from "../controls/elements.js";
import { createPathComparison } from "../controls/path_comparison.js";
import { createPlayer } from "../controls/player.js";
import { createStrip, STRIP } from "../controls/strip.js";
import { drawImage } from "../images/pixels.js";
import { MAX_KEYFRAMES } from "../state/keyframes.js";
import { digits, joinPoints, splitPoints } from "../state/point.js";
import { describe } from "../state/point_words.js";
import { currentFields, query } from "../state/view.js";

/** @import { Explorer } from "../explorer.js" */
/** @import { Tab } from "./tab.js" */

const PLAY_MS = 4000; // from A to B

/**
 * @param {Explorer} explorer
 * @returns {Tab}
 */
export function createInterpolateTab(explorer) {
  const { view } = explorer;
  const panel = explorer.find("[data-panel=interpolate]");
  const at = finder(panel);
  const slider = at("input.t", HTMLInputElement), position = at(".position");
  const methods = /** @type {NodeListOf<HTMLInputElement>} */ (panel.querySelectorAll("[name=method]"));
  const locked = { a: false, b: false };
  const a = createEndpoint(explorer, "a", locked), b = createEndpoint(explorer, "b", locked);
  const strip = createStrip(at(".strip"), setT);
  const player = createPlayer(at(".play"), toAndFro(explorer), () => explorer.change({}));
  const paths = createPathComparison(explorer, at(".path-comparison"), at(".compare-paths"), "paths");

  slider.addEventListener("input", () => { player.stop(); setT(Number(slider.value)); });
  for (const radio of methods) {
    radio.addEventListener("change", () => explorer.change({ method: radio.value }, "strip"));
  }
  at(".swap").addEventListener("click", () => {
    [locked.a, locked.b] = [locked.b, locked.a];
    explorer.change({ seed_a: view.seed_b, seed_b: view.seed_a }, "strip", "latents");
  });
  at(".animate").addEventListener("click", () => {
    const others = splitPoints(view.keys).filter((point) => point !== view.seed_a && point !== view.seed_b);
    const keys = joinPoints([view.seed_a, view.seed_b, ...others].slice(0, MAX_KEYFRAMES));
    explorer.open("walk", { keys, ways: "", frame: "0" });
  });

  /** @param {number} t */
  function setT(t) { explorer.change({ t: digits(t) }, "current"); }

  async function draw() {
    const pixels = await explorer.client.pixels("strip.raw", query(view, explorer.defaults, currentFields(view)));
    if (view.tab !== "interpolate") return;
    strip.draw(pixels);
    drawImage(a.canvas, pixels, 0);
    drawImage(b.canvas, pixels, STRIP - 1);
    explorer.drawCurrent(pixels, STRIP);
    explorer.queue.ask(...(view.against ? ["compared"] : []), ...(paths.isOpen() ? ["paths"] : []));
  }

  return {
    name: "interpolate",
    label: "Interpolate",
    help: "From image A to image B, with all the images in between",
    tasks: ["strip", "paths"],
    draw: { strip: draw, paths: paths.draw },
    targets: () => [a.target, b.target],
    offerClasses(names) { a.offerClasses(names); b.offerClasses(names); },
    stop: player.stop,
    show(model) {
      a.show(model);
      b.show(model);
      for (const radio of methods) radio.checked = radio.value === view.method;
      slider.value = view.t;
      slider.setAttribute("aria-valuetext", percent(view.t));
      position.textContent = percent(view.t);
      strip.mark(Number(view.t));
    },
    // "37% from A (seed 3, Sneaker) to B (seed 8, Bag) by slerp"
    sentence(model) {
      const [from, to] = [view.seed_a, view.seed_b].map((point) => describe(point, model));
      return `${percent(view.t)} from A (${from}) to B (${to}) by ${view.method}`;
    },
  };
}

/**
 * Moves t to and fro between A and B, by the milliseconds gone.
 * @param {Explorer} explorer
 */
function toAndFro(explorer) {
  let direction = 1; // towards B
  return (/** @type {number} */ milliseconds) => {
    const t = Number(explorer.view.t) + (direction * milliseconds) / PLAY_MS;
    if (t >= 1) direction = -1;
    if (t <= 0) direction = 1;
    explorer.animate({ t: digits(Math.min(1, Math.max(0, t))) });
  };
}

/** @param {string} t */
function percent(t) {
  return `${Math.round(100 * Number(t))}%`;
}
