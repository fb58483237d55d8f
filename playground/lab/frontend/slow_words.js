// The ten parts of one step in slow motion: what each is called, and what happens in it.

import { HALF_STEPS } from "./engine/half_steps.js";
import { sigmoid } from "./engine/losses.js";
import { CRITICS } from "./picture.js";

/** @import { ShownHalf } from "./session.js" */
/** @import { Settings } from "./engine/settings.js" */

/** Names of the parts, in order. */
export const PARTS = /** @type {(keyof typeof HALF_STEPS)[]} */ (Object.keys(HALF_STEPS));

/** Functions of gan_core/objectives/losses.py that are D's and G's side of each loss. */
export const SOURCE = Object.freeze({
  nonsaturating: ["nonsaturating_loss_D", "nonsaturating_loss_G"],
  minimax: ["nonsaturating_loss_D", "minimax_loss_G"],
  least_squares: ["least_squares_loss_D", "least_squares_loss_G"],
  hinge: ["hinge_loss_D", "critic_loss_G"],
  wasserstein: ["wasserstein_loss_D", "critic_loss_G"],
  relativistic: ["relativistic_loss_D", "relativistic_loss_G"],
});

/** @param {ShownHalf} half @param {Settings} settings @returns {{title: string, sentence: string}} */
export function wordsOf(half, settings) {
  const sentence = SENTENCES[half.name]?.(half, settings) ?? "";
  const again = half.update > 1 ? ` (update ${half.update} of ${half.net})` : "";
  return { title: `${/** @type {Record<string, string>} */ (HALF_STEPS)[half.name]}${again}`, sentence };
}

/** @type {Record<string, (half: ShownHalf, settings: Settings) => string>} */
const SENTENCES = {
  z: (_, { batch_size, z_dim }) => `${batch_size} times ${z_dim} ${z_dim === 1 ? "number" : "numbers"} from a normal distribution; they know nothing of the data.`,
  place: () => "G turns every z into a point, G(z). A line leads from some of the z to their points.",
  judge: ({ logits_real, logits_fake }, { loss }) => (CRITICS.includes(loss)
    ? `D gives reals ${mean(logits_real).toFixed(2)} and fakes ${mean(logits_fake).toFixed(2)} on average.`
    : `D says ${said(logits_real)} to reals and ${said(logits_fake)} to fakes on average. It errs on ${errs(logits_real, true)}% of the reals and ${errs(logits_fake, false)}% of the fakes: those have a ring.`),
  loss: ({ loss = NaN }, settings) => `What D says of all of them, as one number: ${loss.toFixed(3)}.${["nonsaturating", "minimax"].includes(settings.loss) ? " A D that says 0.5 everywhere has 2 ln 2 = 1.386." : ""}`,
  slope: ({ length = NaN, weights = 0 }) => `How the loss changes with each of D’s ${weights.toLocaleString("en")} weights, penalties included: a gradient of length ${length.toPrecision(3)}. Nothing has moved yet.`,
  move_D: (_, { optimizer }) => `${optimizer === "adam" ? "Adam" : "SGD"} moves D’s weights against that gradient. Dashed: where D was undecided before.`,
  fresh_z: () => "New z: D has not seen these fakes.",
  judge_G: ({ logits_fake }, { loss }) => (CRITICS.includes(loss)
    ? `D, as it is now, gives them ${mean(logits_fake).toFixed(2)} on average.`
    : `D, as it is now, says ${said(logits_fake)} to them on average. G wants 1.`),
  arrows: ({ loss = NaN }) => `G’s loss is ${loss.toFixed(3)}. Each arrow is where it pulls a fake: the only thing that G ever learns about the data.`,
  move_G: (_, { optimizer }) => `${optimizer === "adam" ? "Adam" : "SGD"} moves G’s weights; the same z land here now. Pale: where they were.`,
};

/** @param {Float64Array | undefined} logits */
const mean = (logits) => (logits ?? new Float64Array()).reduce((sum, one) => sum + one, 0) / (logits?.length ?? 1);
/** @param {Float64Array | undefined} logits */
const said = (logits) => mean((logits ?? new Float64Array()).map(sigmoid)).toFixed(2);
/** @param {Float64Array | undefined} logits @param {boolean} real */
const errs = (logits, real) =>
  Math.round((100 * (logits ?? new Float64Array()).filter((one) => one > 0 !== real).length) / (logits?.length || 1));

/**
 * The function of losses.py that a part runs, and whether it runs in this very part.
 * @param {ShownHalf} half @param {Settings} settings @returns {{name: string, runs: boolean}}
 */
export function sourceOf({ name, net }, { loss }) {
  const [ofD, ofG] = /** @type {Record<string, string[]>} */ (SOURCE)[loss];
  return { name: net === "D" ? ofD : ofG, runs: ["loss", "slope", "arrows"].includes(name) };
}
