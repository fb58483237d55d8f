// The sample grid: samples of consecutive seeds; a click sets the point that the switch above names.

import { say } from "../../../shared/frontend/elements.js";
import { drawPoints } from "../images/draw_points.js";
import { withOwnClass } from "../state/class_shares.js";
import { withPart } from "../state/point.js";
import { MAX_COUNT } from "../state/view.js";
import { CURRENT } from "./click_targets.js";
import { finder } from "./elements.js";
import { offerClasses, readSeed, setChoice, showNumber } from "./form_fields.js";
import { pointOf, sampleImages, showSamples } from "./sample_button.js";

/** @import { Explorer } from "../explorer.js" */
/** @import { ModelFacts } from "../state/view.js" */

const PAGE = 40; // samples that "More" adds

/** @param {Explorer} explorer */
export function createSampleGrid(explorer) {
  const { view } = explorer;
  const at = finder(explorer.find(".samples"));
  const grid = at(".sample-grid"), more = at(".more");
  const first = at(".first", HTMLInputElement), choice = at(".grid-class select", HTMLSelectElement);
  let marked = "";
  first.addEventListener("input", () => {
    const seed = readSeed(first);
    if (seed !== null) explorer.change({ first: seed }, "samples");
  });
  choice.addEventListener("change", () => explorer.change({ class: choice.value }, "samples"));
  more.addEventListener("click", () => {
    explorer.change({ count: String(Math.min(MAX_COUNT, Number(view.count) + PAGE)) }, "samples");
  });
  const points = () => Array.from({ length: Number(view.count) }, (_, index) =>
    withPart(String(Number(view.first) + index), "c", view.class));

  /** Marks the samples that are shown elsewhere: same seed, same class, nothing moved. */
  function mark(isFresh = false) {
    const numClasses = explorer.model?.num_classes ?? 0;
    const places = explorer.targets().map(({ id, label, point }) =>
      [id === CURRENT ? "✓" : label, explorer.model ? withOwnClass(point(), numClasses) : ""]);
    const now = String(places);
    if (now === marked && !isFresh) return;
    marked = now;
    for (const sample of /** @type {NodeListOf<HTMLElement>} */ (grid.querySelectorAll(".sample"))) {
      const own = withOwnClass(pointOf(sample), numClasses);
      sample.dataset.marks = places.filter(([, point]) => point === own).map(([label]) => label).join("");
    }
  }

  return {
    /** @param {string} address of a sample grid made during training */
    showPoster(address) {
      const image = new Image();
      image.className = "pixels poster-grid";
      image.alt = "Sample grid made during training";
      image.addEventListener("error", () => grid.replaceChildren());
      image.src = address;
      grid.replaceChildren(image);
    },
    /** @param {string[]} names */
    offerClasses: (names) => offerClasses(choice, names, "all"),
    async draw() {
      const asked = points();
      grid.querySelector(".poster-grid")?.remove();
      showSamples(grid, asked, explorer.model, explorer.use);
      await drawPoints(explorer, asked, sampleImages(grid));
      mark(true);
    },
    /** @param {ModelFacts | null} model */
    show(model) {
      showNumber(first, view.first);
      setChoice(choice, view.class);
      at(".grid-class").hidden = !model?.num_classes;
      say(at(".caption"), model?.caption ?? "");
      grid.style.setProperty("--columns", String(model?.columns ?? 10));
      more.hidden = !model || Number(view.count) >= MAX_COUNT;
      mark();
    },
  };
}
