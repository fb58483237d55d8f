// What the picture shows, in words for those who do not see it.

import { CRITICS } from "./picture.js";

/** @import { Score, Stats } from "./engine/lab.js" */
/** @import { ShownHalf } from "./session.js" */

/**
 * @param {{step: number, stats: Stats, settings: {loss: string}}} frame @param {Score | undefined} score @param {ShownHalf | null} [half]
 */
export function summaryOf({ step, stats, settings }, score, half = null) {
  const critic = CRITICS.includes(settings.loss);
  const parts = [`Step ${step.toLocaleString("en")}`];
  if (half) parts.push(`slow motion, part ${half.index}`);
  if (score) {
    const hits = score.modes_total > 0 ? `${score.modes} of ${score.modes_total} modes, ` : "";
    parts.push(`${hits}JS ${score.js.toFixed(2)} bits (perfect 0)`);
    if (!critic) parts.push(`D undecided on ${Math.round(100 * score.undecided)}% of fakes`);
  }
  if (Number.isFinite(stats.D_real)) {
    parts.push(critic
      ? `D gives reals a logit of ${stats.logit_real.toFixed(2)} and fakes ${stats.logit_fake.toFixed(2)}`
      : `D says ${stats.D_real.toFixed(2)} to reals and ${stats.D_fake.toFixed(2)} to fakes`);
  }
  return `${parts[0]}: ${parts.slice(1).join("; ") || "not trained yet"}.`;
}
