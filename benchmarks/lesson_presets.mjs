// Stages of lessons without a browser: `node lesson_presets.mjs < jobs.json`, one line a seed.
// A job is {"stage": {"link" | "runs" | "dirac", "steps", "see"}, "seed": 1, ...}; a line says what its
// numbers were at the end and whether they meet `see`.

import { readFileSync } from "node:fs";
import { History, holds, namesIn } from "../playground/lab/frontend/engine/conditions.js";
import { checkedRules, path } from "../playground/lab/frontend/engine/dirac.js";
import { Lab } from "../playground/lab/frontend/engine/lab.js";
import { read } from "../playground/lab/frontend/engine/link.js";
import { START } from "../playground/learn/frontend/stages/dirac_start.js";

const EVERY = 50; // steps between two scores, about as the page has them
const PAST = /_best|_since|_swing|_mean|_most|wander/; // numbers that need more scores than the last

/** @param {string} link @param {number} steps after those of the link @param {number} seed @param {boolean} past */
function numbersOf(link, steps, seed, past) {
  const { settings, step, changes, problem } = read(link);
  if (problem) throw new Error(problem);
  const lab = new Lab({ ...settings, seed });
  const history = new History();
  const ahead = [...changes];
  let numbers = {};
  for (let done = 0; done < step + steps;) {
    while (ahead.length > 0 && ahead[0].step <= done) {
      const { name, value } = ahead.shift();
      lab.change({ [name]: value });
    }
    lab.step();
    done++;
    if (done === step + steps || (past && done > step && done % EVERY === 0)) {
      numbers = history.add(lab.stats, lab.score());
    }
  }
  return numbers;
}

/** Of the Dirac-GAN: how far from the middle it ends, as a multiple of the start. The seed is a direction; the
 * page's is that of seed 20. */
function diracNumbers(rules, steps, seed) {
  const angle = (2 * Math.PI * seed) / 20;
  const [theta, psi] = [Math.cos(angle), Math.sin(angle)];
  const points = path(START * theta, START * psi, checkedRules(rules), steps);
  return { step: steps, radius: Math.hypot(points.at(-2), points.at(-1)) / START };
}

function measured(stage, seed) {
  if (stage.dirac) return diracNumbers(stage.dirac, stage.steps, seed);
  const past = namesIn(stage.see).some((name) => PAST.test(name));
  if (stage.link !== null) return numbersOf(stage.link, stage.steps, seed, past);
  const all = stage.runs.map((run) => [run.name, numbersOf(run.link, stage.steps, seed, past)]);
  return Object.fromEntries(all.flatMap(([name, numbers]) =>
    Object.entries(numbers).map(([key, value]) => [`${name}.${key}`, value])));
}

for (const { stage, seed, ...rest } of JSON.parse(readFileSync(0, "utf8"))) {
  const numbers = measured(stage, seed);
  process.stdout.write(`${JSON.stringify({ ...rest, seed, seen: holds(stage.see, numbers), numbers })}\n`);
}
