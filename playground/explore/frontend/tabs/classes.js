// Classes: the share of each in the current image, and a grid of the same noise in every class.

import { say } from "../../../shared/frontend/elements.js";
import { currentTarget } from "../controls/click_targets.js";
import { closest, finder, textButton } from "../controls/elements.js";
import { hasFocus } from "../controls/form_fields.js";
import { sampleImages, showSamples } from "../controls/sample_button.js";
import { drawPoints } from "../images/draw_points.js";
import { classShares, withEqualMix, withShares } from "../state/class_shares.js";
import { withPart } from "../state/point.js";
import { className, describe } from "../state/point_words.js";

/** @import { Explorer } from "../explorer.js" */
/** @import { Tab } from "./tab.js" */

const GRID_SEEDS = 3; // rows of the grid below the current image
const MANY = 16; // more classes do not stand in a row: the current image alone, in rows of so many

/**
 * @param {Explorer} explorer
 * @returns {Tab}
 */
export function createClassesTab(explorer) {
  const { view } = explorer;
  const at = finder(explorer.find("[data-panel=classes]"));
  const holder = at(".class-shares"), grid = at(".class-grid");
  /** @type {ReturnType<typeof shareRow>[]} */
  let rows = [];

  const numClasses = () => explorer.model?.num_classes ?? 0;
  /** @param {string} point */
  const set = (point) => explorer.change({ point }, "current", "latents");
  at(".seed-class").addEventListener("click", () => set(withPart(view.point, "c", "")));
  at(".equal-mix").addEventListener("click", () => set(withEqualMix(view.point, numClasses())));
  holder.addEventListener("click", (event) => {
    const button = closest(event, "button");
    if (button?.dataset.index) set(withPart(view.point, "c", button.dataset.index));
  });
  holder.addEventListener("input", ({ target }) => {
    if (!(target instanceof HTMLInputElement) || !target.dataset.index) return;
    set(withShares(view.point, classShares(view.point, numClasses()).set(target.dataset.index, Number(target.value))));
  });

  async function drawGrid() {
    const { model } = explorer;
    if (view.tab !== "classes" || !model?.num_classes) return;
    const isLong = model.num_classes > MANY;
    const seeds = Array.from({ length: isLong ? 0 : GRID_SEEDS }, (_, row) => String(Number(view.first) + row));
    const points = [view.point, ...seeds].flatMap((point) =>
      model.class_names.map((_, index) => withPart(point, "c", String(index))));
    grid.style.setProperty("--columns", String(Math.min(MANY, model.num_classes)));
    grid.classList.toggle("many", isLong);
    showSamples(grid, points, model, explorer.use, (index) => (isLong ? className(index, model) : ""));
    await drawPoints(explorer, points, sampleImages(grid));
  }

  return {
    name: "classes",
    label: "Classes",
    help: "One class alone, or a mix of several",
    tasks: ["current", "class_grid"],
    draw: { class_grid: drawGrid },
    targets: () => [currentTarget(explorer)],
    offerClasses(names) {
      at(".below .name").textContent = names.length > MANY
        ? "Same noise, every class"
        : "Same noise, every class: the current image first, then the first seeds of the samples";
      rows = names.map(shareRow);
      holder.replaceChildren(...rows.map(({ element }) => element));
    },
    show(model) {
      const hasNone = model !== null && !model.num_classes;
      for (const part of [at(".right"), at(".below")]) part.hidden = hasNone;
      at(".description").textContent = hasNone
        ? "This model was trained without labels, so it has no classes to choose from."
        : describe(view.point, model);
      const shares = classShares(view.point, numClasses());
      rows.forEach((row, index) => row.show(shares.get(String(index)) ?? 0));
    },
    sentence: (model) => describe(view.point, model),
  };
}

/**
 * A class: its name takes it alone, its slider mixes it in.
 * @param {string} name
 * @param {number} index
 */
function shareRow(name, index) {
  const element = document.createElement("div"), button = textButton(name);
  const slider = document.createElement("input"), output = document.createElement("output");
  element.className = "class-share";
  Object.assign(slider, { type: "range", min: "0", max: "1", step: "0.01" });
  slider.setAttribute("aria-label", `Share of ${name}`);
  for (const control of [button, slider]) control.dataset.index = String(index);
  element.append(button, slider, output);
  return {
    element,
    /** @param {number} share 0 to 1 */
    show(share) {
      // A slider that is being dragged stays under the finger; shares are scaled to sum to 1.
      if (!hasFocus(slider) || Math.abs(Number(slider.value) - share) > 0.5) {
        const rounded = share.toFixed(2); // a slider's step
        if (Number(slider.value) !== Number(rounded)) slider.value = rounded;
      }
      say(output, `${Math.round(100 * share)}%`);
      button.setAttribute("aria-pressed", String(share > 0.995));
    },
  };
}
