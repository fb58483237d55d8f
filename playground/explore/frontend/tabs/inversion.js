// Your image: drawn or uploaded, and the closest match that the generator can draw (inversion).

import { currentTarget } from "../controls/click_targets.js";
import { finder } from "../controls/elements.js";
import { offerClasses } from "../controls/form_fields.js";
import { drawImage } from "../images/pixels.js";
import { describe } from "../state/point_words.js";
import { query } from "../state/view.js";
import { createDrawingBoard } from "./drawing_board.js";
import { createInversionSearch, errorWords } from "./inversion_search.js";

/** @import { Explorer } from "../explorer.js" */
/** @import { Tab } from "./tab.js" */

/**
 * @param {Explorer} explorer
 * @returns {Tab}
 */
export function createInversionTab(explorer) {
  const { view, client } = explorer;
  const panel = explorer.find("[data-panel=inversion]");
  const at = finder(panel);
  const find = at(".find-match", HTMLButtonElement), bar = at("progress", HTMLProgressElement);
  const result = at(".search-result");
  const background = at(".background", HTMLSelectElement), choice = at(".in-class select", HTMLSelectElement);
  const target = at(".target-image", HTMLCanvasElement), match = at(".closest-match", HTMLCanvasElement);
  const board = createDrawingBoard(at(".drawing", HTMLCanvasElement), at(".pen", HTMLInputElement), () => {
    source = "drawing";
    find.disabled = false;
  });
  /** @type {Blob | "drawing" | null} */
  let source = null;
  const search = createInversionSearch(client, {
    onProgress(progress, pixels) {
      drawImage(target, pixels, 0);
      if (pixels.count > 1) drawImage(match, pixels, 1);
      if (!progress.point) return;
      show(progress.progress, errorWords(progress));
      explorer.change({ point: progress.point }, "current", "latents");
    },
    onEnd: (error) => show(1, error ?? result.textContent ?? ""),
  });

  at(".clear").addEventListener("click", () => {
    board.clear();
    find.disabled = source === "drawing" || !source;
  });
  find.addEventListener("click", async () => {
    const image = source === "drawing" ? await board.file() : source;
    if (image) start(image);
  });
  onImageFile(panel, at("input[type=file]", HTMLInputElement), (image) => {
    source = image;
    find.disabled = false;
    start(image);
  });

  /** @param {Blob} image */
  function start(image) {
    const parameters = query(view, explorer.defaults, ["model"]);
    parameters.set("background", background.value);
    if (choice.value) parameters.set("in_class", choice.value);
    show(0, "searching …");
    search.start(image, parameters);
  }

  /**
   * @param {number} progress 0 to 1
   * @param {string} text
   */
  function show(progress, text) {
    bar.hidden = progress === 1;
    bar.value = progress;
    result.textContent = text;
  }

  return {
    name: "inversion",
    label: "Your image",
    help: "Draw or upload an image, and see the closest that G can make",
    tasks: ["current"],
    draw: {},
    targets: () => [currentTarget(explorer)],
    offerClasses(names) {
      offerClasses(choice, names, "all classes");
      at(".in-class").hidden = !names.length;
    },
    show(model) { at(".description").textContent = describe(view.point, model); },
    stop: search.stop,
    sentence: (model) => describe(view.point, model),
  };
}

/**
 * An image file that is chosen, or dropped anywhere on the panel.
 * @param {HTMLElement} panel
 * @param {HTMLInputElement} input
 * @param {(image: Blob) => void} onImage
 */
function onImageFile(panel, input, onImage) {
  input.addEventListener("click", () => { input.value = ""; }); // so that the same file can be chosen again
  input.addEventListener("change", () => { if (input.files?.[0]) onImage(input.files[0]); });
  panel.addEventListener("dragover", (event) => { if (event.dataTransfer?.types.includes("Files")) event.preventDefault(); });
  panel.addEventListener("drop", (event) => {
    const dropped = event.dataTransfer?.files[0];
    if (!dropped) return;
    event.preventDefault();
    onImage(dropped);
  });
}
