// A - B + C: three points and the latent that comes of them.

import { say } from "../../../shared/frontend/elements.js";
import { acceptDrops } from "../controls/drag_and_drop.js";
import { finder, textButton } from "../controls/elements.js";
import { nameSample, sampleButton, sampleImages } from "../controls/sample_button.js";
import { drawPoints } from "../images/draw_points.js";
import { joinPoints, randomSeed, splitPoints } from "../state/point.js";
import { describe } from "../state/point_words.js";
import { query } from "../state/view.js";

/** @import { Explorer } from "../explorer.js" */
/** @import { Tab } from "./tab.js" */

/**
 * What the server proposes to begin with: three samples of one class for which the sum is plain to see.
 * @typedef {{ mix: string, from_a: string, from_c: string }} Analogy words for what A − B and C − B change
 */

/**
 * @param {Explorer} explorer
 * @returns {Tab}
 */
export function createArithmeticTab(explorer) {
  const { view, defaults, client } = explorer;
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

  /** @type {Analogy | null} */
  let example = null;
  let searchedFor = ""; // a model, for a second or two, the first time that anybody asks
  /** Until a person has chosen a term, the model's own example stands there. */
  async function propose() {
    const { mix: before, model } = view;
    if (before !== defaults.mix && before !== example?.mix) return;
    searchedFor = model;
    explorer.show();
    try {
      const found = /** @type {Analogy} */ (await client.json("analogy.json", query(view, defaults, ["model"])));
      if (model !== view.model) return; // another one was chosen meanwhile
      example = found;
      if (view.mix === before) view.mix = example.mix;
    } catch (error) {
      if (model === view.model) explorer.showError(error);
    } finally {
      if (searchedFor === model) searchedFor = "";
    }
  }

  return {
    name: "arithmetic",
    label: "A − B + C",
    help: "Take one image from another and add a third, in z",
    tasks: ["terms", "current"],
    draw: {
      async terms() {
        if (view.tab === "arithmetic") await drawPoints(explorer, splitPoints(view.mix), sampleImages(panel));
      },
    },
    targets: () => terms.map(({ target }) => target),
    enter: propose,
    show(model) {
      const isSearching = searchedFor !== "";
      for (const { sample, target } of terms) {
        nameSample(sample, target.point(), model, isSearching ? { label: target.label } : { prefix: `${target.label} ` });
      }
      say(at(".description"), "A − B + C");
      at(".sum").classList.toggle("searching", isSearching);
      const words = view.mix === example?.mix ? exampleWords(example) : "";
      say(at(".example"), isSearching ? "Looking for an example …" : words);
    },
    sentence: (model) => splitPoints(view.mix).map((point) => describe(point, model)).join(" "),
  };
}

/**
 * What there is to see in the example, "" where nothing was found.
 * @param {Analogy} example
 */
export function exampleWords({ from_a: fromA, from_c: fromC }) {
  if (!fromA) return "";
  return `An example of this model. A differs from B: ${fromA}. C differs from B: ${fromC}. The result has both.`;
}
