// Variations: nine points around the current one.

import { currentTarget } from "../controls/click_targets.js";
import { finder } from "../controls/elements.js";
import { sampleImages, showSamples } from "../controls/sample_button.js";
import { drawPoints } from "../images/draw_points.js";
import { digits } from "../state/point.js";
import { describe } from "../state/point_words.js";
import { currentFields, query } from "../state/view.js";

/** @import { Explorer } from "../explorer.js" */
/** @import { Tab } from "./tab.js" */

const BATCHES = 10000; // of nine

/**
 * @param {Explorer} explorer
 * @returns {Tab}
 */
export function createVariationsTab(explorer) {
  const { view } = explorer;
  const at = finder(explorer.find("[data-panel=variations]"));
  const amount = at(".amount", HTMLInputElement), grid = at(".variation-grid");
  const target = currentTarget(explorer);
  amount.addEventListener("input", () => explorer.change({ nudge: digits(amount.value) }, "variations"));
  at(".more-variations").addEventListener("click", () => {
    explorer.change({ batch: String((Number(view.batch) + 1) % BATCHES) }, "variations");
  });

  async function draw() {
    if (view.tab !== "variations") return;
    const asked = query(view, explorer.defaults, [...currentFields(view), "nudge", "batch"]);
    const { points } = await explorer.client.json("variations.json", asked);
    showSamples(grid, points, explorer.model, target.set, (index) => (index ? String(index) : "original"));
    await drawPoints(explorer, points, sampleImages(grid));
  }

  return {
    name: "variations",
    label: "Variations",
    help: "Small random changes of the current image",
    tasks: ["current", "variations"],
    draw: { variations: draw },
    targets: () => [target],
    show(model) {
      amount.value = view.nudge;
      at("output").textContent = Number(view.nudge).toFixed(2);
      at(".description").textContent = describe(view.point, model);
    },
    sentence: (model) => describe(view.point, model),
  };
}
