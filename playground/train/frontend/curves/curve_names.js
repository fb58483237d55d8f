// What a run's curves are called: D's convention, and whether its output is a probability.

/**
 * @typedef {object} CurveNames
 * @property {string} lossD
 * @property {string} real D's output for real images
 * @property {string} generated
 * @property {string} output heading of its panel
 * @property {number} undecided D's output when undecided
 * @property {{ range?: number[] }} axis
 */

/**
 * A Wasserstein critic or another D whose sigmoid is no probability is shown by its mean logits.
 * @param {import("../types.js").CurveData} curves
 * @returns {CurveNames}
 */
export function curveNames({ reduction, output }) {
  const lossD = `Discriminator (D) loss (${reduction})`;
  if (output === "score") {
    const names = { real: "D(x), real", generated: "D(G(z)), generated", output: "D's output, P(real)" };
    return { lossD, ...names, undecided: 0.5, axis: { range: [-0.02, 1.02] } };
  }
  const names = { real: "D's logit, real", generated: "D's logit, generated", output: "D's output, mean logit" };
  return { lossD, ...names, undecided: 0, axis: {} };
}
