// A - B + C: three points and the latent that comes of them.

import { acceptDrops } from "../controls/drag_and_drop.js";
import { finder, textButton } from "../controls/elements.js";
import { nameSample, sampleButton, sampleImages } from "../controls/sample_button.js";
import { drawPoints } from "../images/draw_points.js";
import { joinPoints, randomSeed, splitPoints } from "../state/point.js";
import { describe } from "../state/point_words.js";

/** @import { Explorer } from "../explorer.js" */
/** @import { Tab } from "./tab.js" */

/**
 * @param {Explorer} explorer
 * @returns {Tab}
 */
export function createArithmeticTab(explorer) {
  const { view } = explorer;
  const panel = explorer.find("[data-panel=arithmetic]");
  const at = finder(panel);
  const terms = ["A", "B", "C"].map((label, index) => {
    const id = `term${index}`, holder = at(`[data-term="${index}"]`);
    /** @param {string} point */
    function set(point) {
      const points = splitPoints(view.mix).with(index, point);
      explorer.change({ mix: joinPoints(points) }, "current", "terms", "latents");
    }
    const sample = sampleButton(() => explorer.chooseTarget(id));
    const random = textButton("Random", () => set(randomSeed()));
    random.setAttribute("aria-label", `Random ${label}`);
    holder.append(sample, random);
    acceptDrops(holder, set);
    return { sample, target: { id, label, point: () => splitPoints(view.mix)[index], set } };
  });

  return {
    name: "arithmetic",
    label: "A − B + C",
    tasks: ["terms", "current"],
    draw: {
      async terms() {
        if (view.tab === "arithmetic") await drawPoints(explorer, splitPoints(view.mix), sampleImages(panel));
      },
    },
    targets: () => terms.map(({ target }) => target),
    show(model) {
      for (const { sample, target } of terms) {
        nameSample(sample, target.point(), model, { prefix: `${target.label} ` });
      }
      at(".description").textContent = "A − B + C";
    },
    sentence: (model) => splitPoints(view.mix).map((point) => describe(point, model)).join(" "),
  };
}
