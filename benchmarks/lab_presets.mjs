// Runs presets of the lab without a browser: `node lab_presets.mjs < jobs.json`, one line a seed.
import { readFileSync } from "node:fs";
import { History, holds } from "../playground/lab/frontend/engine/conditions.js";
import { Lab, checked } from "../playground/lab/frontend/engine/lab.js";

const EVERY = 100; // steps between two scores, as the lab page has it

/** What the numbers say after `steps` more steps. */
function go(lab, history, steps) {
  let numbers = {};
  for (let k = 1; k <= steps; k++) {
    lab.step();
    if (k % EVERY === 0 || k === steps) numbers = history.add(lab.stats, lab.score());
  }
  return numbers;
}

/** One seed of a preset: what it showed, and what it showed with its cure. */
function tried(preset, seed) {
  const lab = new Lab(checked({ ...preset.settings, seed }));
  const history = new History();
  const failing = go(lab, history, preset.steps);
  const result = { seed, failing, failed: holds(preset.shows, failing) };
  const { cure } = preset;
  if (!cure) return result;
  let cured;
  if (cure.restart) {
    const fresh = new Lab(checked({ ...preset.settings, ...cure.change, seed }));
    cured = go(fresh, new History(), cure.steps);
  } else {
    lab.change(cure.change);
    cured = go(lab, history, cure.steps);
  }
  return { ...result, cured, cures: holds(cure.shows, cured) };
}

for (const { preset, seed } of JSON.parse(readFileSync(0, "utf8"))) {
  process.stdout.write(`${JSON.stringify({ id: preset.id, ...tried(preset, seed) })}\n`);
}
