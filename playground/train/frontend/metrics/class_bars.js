// How often each class is generated, as bars, beside its share of the real images, as lines.

import { element } from "../../../shared/frontend/elements.js";
import { percent, shares } from "./metric_values.js";

/**
 * @param {HTMLElement} place
 * @param {import("../types.js").MetricRow | undefined} row
 * @param {string[]} names of the classes
 */
export function showClassBars(place, row, names) {
  place.hidden = !row?.class_histogram;
  if (!row?.class_histogram) return;
  const generated = shares(row.class_histogram);
  const real = row.class_histogram_real ? shares(row.class_histogram_real) : undefined;
  const highest = Math.max(...generated, ...(real ?? []), 1e-9);
  const chart = element("div", "live-bars");
  const bars = generated.map((share, index) => {
    const made = bar(names[index] ?? `class ${index}`, share / highest, real && real[index] / highest);
    made.title =
      `${names[index] ?? `class ${index}`}: ${percent(share)} of ${row.samples} samples` +
      (real ? `, ${percent(real[index])} of the real images` : "");
    return made;
  });
  chart.append(...bars);
  const words = element("p", "", "Classes generated");
  words.append(real ? " (lines: real images)" : "");
  words.title =
    `Classes recognised in ${row.samples.toLocaleString("en")} generated samples; ` +
    "the lines are their shares of the real images";
  place.replaceChildren(chart, words);
}

/**
 * @param {string} name
 * @param {number} generated height, 0 to 1
 * @param {number | undefined} real height
 */
function bar(name, generated, real) {
  const made = element("div", "live-class");
  const fill = element("span", "live-class-fill");
  fill.style.setProperty("--share", String(generated));
  made.append(fill);
  if (real !== undefined) {
    const line = element("i", "live-class-real");
    line.style.setProperty("--share", String(real));
    made.append(line);
  }
  made.append(element("small", "", name));
  return made;
}
