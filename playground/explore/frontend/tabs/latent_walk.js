// Latent walk: a playhead over the frames through keyframes.

import { finder } from "../controls/elements.js";
import { createPathComparison } from "../controls/path_comparison.js";
import { createPlayer } from "../controls/player.js";
import { createStrip, STRIP } from "../controls/strip.js";
import { api } from "../../../shared/frontend/api.js";
import { say } from "../../../shared/frontend/elements.js";
import { frameCount, MAX_KEYFRAMES } from "../state/keyframes.js";
import { randomSeed, splitPoints } from "../state/point.js";
import { describe } from "../state/point_words.js";
import { currentFields, query } from "../state/view.js";
import { createKeyframeList } from "./keyframe_list.js";

/** @import { Explorer } from "../explorer.js" */
/** @import { Tab } from "./tab.js" */

const FRAMES_A_SECOND = 20;
const PAUSE_S = 0.5; // at the end of a walk that does not loop

/**
 * @param {Explorer} explorer
 * @returns {Tab}
 */
export function createWalkTab(explorer) {
  const { view, defaults } = explorer;
  const at = finder(explorer.find("[data-panel=walk]"));
  const slider = at("input.frame", HTMLInputElement), loop = at(".loop", HTMLInputElement);
  const add = at(".add", HTMLButtonElement), download = at(".download-keyframes", HTMLAnchorElement);
  const file = at(".load input", HTMLInputElement);
  const strip = createStrip(at(".strip"), (share) => setFrame(Math.round(share * last())));
  const paths = createPathComparison(explorer, at(".path-comparison"), at(".compare-paths"), "walk_paths");
  const player = createPlayer(at(".play"), advance, () => explorer.change({}));
  const keyframes = createKeyframeList(explorer, at(".keyframes"));
  let exact = 0; // the playhead while it plays, in frames

  slider.addEventListener("input", () => { player.stop(); setFrame(Number(slider.value)); });
  loop.addEventListener("change", () => explorer.change({ loop: loop.checked ? "1" : "0" }, "walk_strip", "keyframes"));
  add.addEventListener("click", () => keyframes.add(randomSeed()));
  at(".shuffle").addEventListener("click", keyframes.shuffle);
  file.addEventListener("change", () => loadKeyframes(explorer, file));

  const last = () => frameCount(view) - 1;
  /** @param {number} frame */
  function setFrame(frame) {
    exact = frame;
    explorer.change({ frame: String(frame) }, "current");
  }
  /** @param {number} milliseconds */
  function advance(milliseconds) {
    const total = frameCount(view), end = view.loop === "1" ? total : total + PAUSE_S * FRAMES_A_SECOND;
    if (Math.floor(exact) !== Number(view.frame)) exact = Number(view.frame);
    exact = (exact + (milliseconds * FRAMES_A_SECOND) / 1000) % end;
    explorer.animate({ frame: String(Math.min(total - 1, Math.floor(exact))) });
  }

  async function draw() {
    const pixels = await explorer.client.pixels("strip.raw", query(view, defaults, currentFields(view)));
    if (view.tab !== "walk") return;
    strip.draw(pixels);
    explorer.drawCurrent(pixels, STRIP);
    if (paths.isOpen()) explorer.queue.ask("walk_paths");
  }

  return {
    name: "walk",
    label: "Latent walk",
    help: "An animation through keyframes",
    tasks: ["walk_strip", "keyframes", "walk_paths"],
    draw: { walk_strip: draw, keyframes: keyframes.draw, walk_paths: paths.draw },
    targets: keyframes.targets,
    stop: player.stop,
    show(model) {
      const total = frameCount(view), frame = Math.min(Number(view.frame), total - 1);
      slider.max = String(total - 1);
      slider.value = String(frame);
      slider.setAttribute("aria-valuetext", `frame ${frame + 1} of ${total}`);
      at(".position").textContent = `${frame + 1} / ${total}`;
      say(at(".duration"), `${total} frames, ${(total / FRAMES_A_SECOND).toFixed(1)} s`);
      loop.checked = view.loop === "1";
      strip.mark(total > 1 ? frame / (total - 1) : 0);
      download.href = api("explore/walk.json", query(view, defaults, currentFields(view)));
      download.download = "keyframes.json";
      add.disabled = splitPoints(view.keys).length >= MAX_KEYFRAMES;
      keyframes.show(model);
    },
    sentence(model) {
      const points = splitPoints(view.keys).map((point) => describe(point, model));
      return `frame ${Number(view.frame) + 1} of a walk through ${points.join(", ")}`;
    },
  };
}

/**
 * Keyframes from a file, checked and put into the view's texts by the server.
 * @param {Explorer} explorer
 * @param {HTMLInputElement} input
 */
async function loadKeyframes(explorer, input) {
  const file = input.files?.[0];
  input.value = "";
  if (!file) return;
  try {
    const headers = { "Content-Type": "application/json" };
    const { texts } = await explorer.client.post("walk.json", file, undefined, headers);
    explorer.changeAll({ ...texts, frame: "0" });
  } catch (error) {
    explorer.showError(error);
  }
}
