// What the picture shows, in words for those who do not see it.

/** @import { Score, Stats } from "./engine/lab.js" */
/** @import { ShownHalf } from "./session.js" */

/**
 * @param {{step: number, stats: Stats}} frame @param {Score | undefined} score @param {ShownHalf | null} [half]
 */
export function summaryOf({ step, stats }, score, half = null) {
  const parts = [`Step ${step.toLocaleString("en")}`];
  if (half) parts.push(`slow motion, part ${half.index}`);
  if (score) {
    const hits = score.modes_total > 0 ? `${score.modes} of ${score.modes_total} modes, ` : "";
    parts.push(`${hits}JS ${score.js.toFixed(2)} bits (perfect 0)`);
    parts.push(`D undecided on ${Math.round(100 * score.undecided)}% of fakes`);
  }
  if (Number.isFinite(stats.D_real)) {
    parts.push(`D says ${stats.D_real.toFixed(2)} to reals and ${stats.D_fake.toFixed(2)} to fakes`);
  }
  return `${parts[0]}: ${parts.slice(1).join("; ") || "not trained yet"}.`;
}
