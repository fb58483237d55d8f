// The numbers beside the plane, each with the value that a perfect G, or a D that can do no better, has.

import { lossG } from "./engine/losses.js";
import { element, say } from "../../shared/frontend/elements.js";
import { CRITICS } from "./picture.js";

/** @import { Score, Stats } from "./engine/lab.js" */
/** @typedef {{name: string, title: string, value: string, perfect: string, net?: "G" | "D"}} Row */

/** @param {number} value @param {number} digits */
const fixed = (value, digits) => (Number.isFinite(value) ? value.toFixed(digits).replace("-", "−") : "–");
/** @param {number} share */
const percent = (share) => (Number.isFinite(share) ? `${Math.round(100 * share)}%` : "–");

/**
 * @param {{stats: Stats, settings: {loss: string}}} frame @param {Score | undefined} score
 * @param {{steps: number, frames: number}} [rates] while it plays
 * @returns {Row[]} always the same ones in the same order, so that nothing jumps
 */
export function rowsOf({ stats, settings: { loss } }, score, rates) {
  const critic = CRITICS.includes(loss);
  const hits = score && score.modes_total > 0;
  return [
    { name: "js", title: "JS divergence", value: score ? `${fixed(score.js, 3)} bits` : "–",
      perfect: score ? `perfect 0, reads as ${fixed(score.js_perfect, 3)}` : "perfect 0" },
    { name: "modes", title: "Modes hit", value: hits ? `${score.modes} of ${score.modes_total}` : "–",
      perfect: hits ? `perfect ${score.modes_total}` : "" },
    { name: "near", title: "Within 3 σ of a mode", value: score ? percent(score.near) : "–", perfect: "perfect 99%" },
    { name: "between", title: "Between modes", value: score ? percent(score.between) : "–", perfect: "perfect 1%" },
    { name: "loss_D", title: "Loss of D", net: "D", value: fixed(stats.loss_D, 3),
      perfect: score && Number.isFinite(score.floor_D) ? `least possible now ${fixed(score.floor_D, 3)}` : "" },
    { name: "loss_G", title: "Loss of G", net: "G", value: fixed(stats.loss_G, 3),
      perfect: `${fixed(lossG(loss, 0, 0), 3)} where D is undecided` },
    ...(critic ? [
      { name: "D_real", title: "Logit of reals", value: fixed(stats.logit_real, 2), perfect: "perfect G: that of fakes" },
      { name: "D_fake", title: "Logit of fakes", value: fixed(stats.logit_fake, 2), perfect: "perfect G: that of reals" },
    ] : [
      { name: "D_real", title: "D(x), reals", value: fixed(stats.D_real, 2), perfect: "0.50 with a perfect G" },
      { name: "D_fake", title: "D(G(z)), fakes", value: fixed(stats.D_fake, 2), perfect: "0.50 with a perfect G" },
    ]).map((row) => /** @type {Row} */ ({ ...row, net: "D" })),
    { name: "step", title: "Step", value: stats.step.toLocaleString("en"),
      perfect: rates && Number.isFinite(rates.steps)
        ? `${Math.round(rates.steps)} steps/s, ${Math.round(rates.frames)} frames/s` : "at rest" },
  ];
}

/**
 * @param {HTMLElement} list @param {{stats: Stats, settings: {loss: string}}} frame
 * @param {Score | undefined} score @param {{steps: number, frames: number}} [rates]
 */
export function numbersOf(list, frame, score, rates) {
  const rows = rowsOf(frame, score, rates);
  if (list.children.length !== rows.length) {
    list.replaceChildren(...rows.map(({ name }) => element("div", { className: `number ${name}` },
      element("dt"), element("dd", { className: "value" }), element("dd", { className: "perfect" }))));
  }
  rows.forEach(({ title, value, perfect, net }, k) => {
    const tile = list.children[k];
    tile.classList.toggle("of-G", net === "G");
    tile.classList.toggle("of-D", net === "D");
    [title, value, perfect].forEach((text, at) => say(tile.children[at], text));
  });
}
