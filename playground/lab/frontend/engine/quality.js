/** How good G is now: the measures of score.js, on fakes and networks of a lab. */

import { sigmoid } from "./losses.js";
import {
  bestD, cellMasses, cellShares, copies, FAKES, floorD, gapToBest, jsBits, lattice, modesOf, SIDE,
} from "./score.js";

/** @typedef {import("./probe.js").Probe} Probe */
/**
 * @typedef {{js: number, js_perfect: number, modes: number, modes_total: number, near: number,
 *   between: number, rarest: number, largest: number, floor_D: number, gap_D: number,
 *   undecided: number, copies: number, gap_heldout: number, mean_x: number, mean_y: number}} Score
 */

const HEAT = 56; // points along a side for the gap between D and D*
const JUDGED = 2000; // fakes whose logits `undecided` counts
const NEAR_COPY = 0.05; // a fake this close to a training point counts as its copy

/**
 * How good G is, by 10,000 fakes of the fixed z:
 * js: bits, perfect 0, which this measure reads as js_perfect (10,000 fakes from the data
 * itself); modes of modes_total; near, between, rarest, largest: score.js modesOf; floor_D: the
 * least loss D could have (NaN where none is known); gap_D: mean distance of D from D* on the
 * data; undecided: share of fakes with D in 0.4..0.6; copies: share of fakes within 0.05 of a
 * training point and gap_heldout: mean logit on training points minus that on held-out ones (for
 * "few", else NaN); mean_x, mean_y of the fakes.
 * @param {Probe} lab
 * @returns {Score}
 */
export function scoreOf(lab) {
  const { settings: s, data } = lab;
  const masses = massesOf(lab);
  const fakes = lab.fakes(FAKES);
  const shares = cellShares(fakes);
  const { modes, modes_total, near, between, rarest, largest } = modesOf(data, fakes);
  const plain = s.instance_noise === 0 && s.real_label === 1;
  const star = bestD(lab.truth(HEAT, SIDE), fakes, HEAT);
  const judged = lab.logits(fakes.subarray(0, 2 * JUDGED));
  const isFew = data.name === "few";
  const train = data.sampled.xy;
  let [x, y] = [0, 0];
  for (let k = 0; k < fakes.length; k += 2) {
    x += fakes[k];
    y += fakes[k + 1];
  }
  return {
    js: jsBits(masses, shares),
    js_perfect: perfectJS(lab, masses),
    modes, modes_total, near, between, rarest, largest,
    floor_D: plain ? floorD(s.loss, masses, shares) : NaN,
    gap_D: gapToBest(lab.logits(lattice(HEAT)), star),
    undecided: judged.filter((logit) => Math.abs(sigmoid(logit) - 0.5) < 0.1).length / JUDGED,
    copies: isFew ? copies(fakes, train, NEAR_COPY) : NaN,
    gap_heldout: isFew ? mean(lab.logits(train)) - mean(lab.logits(lab.heldOut(1000))) : NaN,
    mean_x: (2 * x) / fakes.length,
    mean_y: (2 * y) / fakes.length,
  };
}

/** @param {Probe} lab @returns {Float64Array} */
function massesOf(lab) {
  const kept = lab.reference.get("masses") ?? cellMasses(lab.data.truth);
  lab.reference.set("masses", kept);
  return kept;
}

/** @param {Probe} lab @param {Float64Array} masses @returns {number} */
function perfectJS(lab, masses) {
  const kept = lab.reference.get("js") ?? jsBits(masses, cellShares(lab.heldOut(FAKES)));
  lab.reference.set("js", kept);
  return kept;
}

/** @param {Float64Array} values */
function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
