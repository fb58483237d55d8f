// What the numbers of a round mean, in sentences.

import { change, detection } from "../../shared/frontend/detection.js";

/** @import { Estimate, Table } from "../../shared/frontend/detection.js" */

/** @param {Estimate} share such as "80% (49 to 94%)" */
export function percent({ value, low, high }) {
  const whole = (/** @type {number} */ part) => Math.round(100 * part);
  return `${whole(value)}% (${whole(low)} to ${whole(high)}%)`;
}

/** @param {Table} table */
export function headline({ hits, misses, falseAlarms, rejections }) {
  return `You got ${hits + rejections} of ${hits + misses + falseAlarms + rejections} right`;
}

/**
 * What d' says.
 * @param {Table} table
 */
export function skillWords(table) {
  const { d } = detection(table);
  if (d.low > 0) return "You tell real from fake better than by guessing.";
  if (d.high < 0) return "You took most fakes for real and most reals for fake: something in these images misleads.";
  return "With this few images, you cannot be told from somebody who guesses.";
}

/**
 * What c says: how readily you call an image fake.
 * @param {Table} table
 */
export function biasWords(table) {
  const { c } = detection(table);
  if (c.low > 0) return "You are suspicious: you call an image fake readily, real ones too.";
  if (c.high < 0) return "You are careful: you call an image fake only when you are sure, so fakes pass as real.";
  return "Your answers have no bias beyond chance: neither careful nor suspicious.";
}

/**
 * How you and D compare by d', and whether you expected it.
 * @param {Table} you
 * @param {Table} D
 * @param {"" | "you" | "D" | "same"} expected
 */
export function againstD(you, D, expected) {
  const { d } = change(you, D);
  const better = d.low > 0 ? "D" : d.high < 0 ? "you" : "same";
  const found = {
    D: "D did better than you on the same images.",
    you: "You did better than D on the same images.",
    same: "Between you and D there is no difference beyond chance on so few images.",
  }[better];
  if (!expected) return found;
  return `${found} ${expected === better ? "As you expected." : `You expected ${EXPECTED[expected]}.`}`;
}

const EXPECTED = { you: "to do better", D: "D to do better", same: "no difference" };

/**
 * Did d' rise from one round to the next, or only c move?
 * @param {Table} before
 * @param {Table} after
 */
export function changeWords(before, after) {
  const { d, c } = change(before, after);
  const isSame = d.low <= 0 && d.high >= 0;
  const skill = isSame
    ? "d′ did not change beyond chance"
    : d.value > 0 ? "d′ rose: you tell them apart better than before" : "d′ fell: you tell them apart worse than before";
  if (c.low <= 0 && c.high >= 0) return isSame ? "Neither d′ nor c changed beyond chance." : `${skill}; c did not change beyond chance.`;
  const bias = c.value > 0 ? "you call images fake more readily" : "you call images real more readily";
  return isSame ? `Only c moved: ${bias}, but ${skill}.` : `${skill}, and ${bias}.`;
}

/**
 * @param {number[]} moments images seen at each
 * @param {number} moment
 */
export function momentWords(moments, moment) {
  return moment < 0 ? `all ${moments.length} moments mixed` : `${moments[moment].toLocaleString("en")} images seen`;
}

const CLOTHES = [
  ["Edges", "Do they run on cleanly, or fray into steps and dots?"],
  ["Both sides", "Sleeves, legs and straps of real clothes match; two different sleeves were made."],
  ["Fine parts", "Buttons, zips, laces and letters: G draws smudges where real ones have a plan."],
  ["Texture", "Real cloth has one pattern all over; G lets it fade, or repeats a checkerboard."],
  ["Sense", "Could somebody wear it? Holes, loose parts and two things in one were made."],
];
const DIGITS = [
  ["One stroke", "A pen moves in one go. Gaps and loose dots were made."],
  ["Width", "A pen keeps its width or changes it slowly; blots and thin spots in turn were made."],
  ["Ends", "Real strokes end round and clear; made ones fade out in grey."],
  ["Crossings", "Where strokes meet, ink adds up. Smears and holes there were made."],
  ["Sense", "Can you read it at once? A digit between two digits was made."],
];
const ANY = [
  ["Edges", "Do they run on cleanly, or fray into steps and dots?"],
  ["Both sides", "Does what should be alike look alike?"],
  ["Fine parts", "G draws smudges where real details have a plan."],
  ["Texture", "One pattern all over, or one that fades or repeats a checkerboard?"],
  ["Sense", "Could it exist? Holes, loose parts and two things in one were made."],
];

/**
 * Five flaws to look for, each with its name, for the images of a data set.
 * @param {string} kind
 */
export function tips(kind) {
  if (kind === "mnist") return DIGITS;
  return ["fashion-mnist", "silhouettes"].includes(kind) ? CLOTHES : ANY;
}
