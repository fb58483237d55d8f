// D's outputs as two distributions: real images upwards, generated ones downwards from the middle.

import { element } from "../../../shared/frontend/elements.js";
import { figure, percent } from "./metric_values.js";

/**
 * @param {HTMLElement} place
 * @param {import("../types.js").MetricRow | undefined} row
 */
export function showOutputHistogram(place, row) {
  place.hidden = !row?.histogram_real || !row.histogram_fake || !row.histogram_range;
  if (!row || place.hidden) return;
  const { histogram_real: real, histogram_fake: generated, histogram_range: range } = row;
  const highest = Math.max(...real, ...generated, 1e-9);
  const width = (range[1] - range[0]) / real.length;
  const chart = element("div", "live-bins");
  chart.append(
    ...real.map((/** @type {number} */ share, /** @type {number} */ index) => {
      const from = range[0] + index * width;
      const made = bin(share / highest, generated[index] / highest);
      made.title =
        `${figure(from)} to ${figure(from + width)}: ${percent(share)} of real images, ` +
        `${percent(generated[index])} of generated ones`;
      return made;
    }),
  );
  const output = row.histogram_of === "score" ? "D's output" : "D's logits";
  const words = element("p", "live-ends");
  words.append(...[figure(range[0]), output, figure(range[1])].map((text) => element("span", "", text)));
  words.title =
    `${row.histogram_of === "score" ? "D(x) and D(G(z))" : "D's logits"} as distributions: real images above, ` +
    "generated ones below. An undecided D gives both the same.";
  place.replaceChildren(chart, words);
}

/**
 * @param {number} real
 * @param {number} generated
 */
function bin(real, generated) {
  const made = element("div", "live-bin");
  for (const [name, share] of /** @type {[string, number][]} */ ([["real", real], ["generated", generated]])) {
    const bar = element("span", `live-bin-${name}`);
    bar.style.setProperty("--share", String(share));
    made.append(bar);
  }
  return made;
}
