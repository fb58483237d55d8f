// A stage in the lab: mounted with its link, shut until the prediction is in, watched until it shows what it must.

import { History, holds } from "../../../lab/frontend/engine/conditions.js";
import { read, write } from "../../../lab/frontend/engine/link.js";
import { mountLab } from "../../../lab/frontend/mount.js";

/** @import { Stage } from "../types.js" */
/**
 * @typedef {{ gate: Promise<unknown>, seed: number | null, code: any, locked: string[], hidden: string[],
 *   onSeen: (numbers: Record<string, number>) => void, onLate: () => void }} Around
 *   `onLate` when it has run long enough without showing it
 */

// Of a lesson's lab; what it takes away is there on the page Lab.
const HIDDEN = Object.freeze(["draw", "check", "link", "branch", "data", "seed"]);

/**
 * @param {HTMLElement} element @param {Stage} stage @param {Around} around
 * @returns {{ stop: () => void }}
 */
export function mountLabStage(element, stage, around) {
  const course = read(stage.link ?? "");
  const settings = around.seed === null ? course.settings : { ...course.settings, seed: around.seed };
  const enough = course.step + stage.steps;
  const watch = watcher(stage, course.step, enough, around);
  return mountLab(element, {
    link: write(settings, course.step, course.changes),
    locked: [...stage.locked, ...around.locked],
    hidden: [...HIDDEN, ...stage.hidden, ...around.hidden],
    reason: "This lesson keeps it as it is.",
    waiting: "Predict first; then it plays.",
    gate: around.gate,
    layers: stage.layers,
    code: around.code,
    autoplay: false,
    onStats: watch,
  });
}

/**
 * @param {Stage} stage @param {number} from @param {number} enough steps @param {Around} around
 * @returns {(numbers: any) => void}
 */
export function watcher(stage, from, enough, { onSeen, onLate }) {
  let history = new History();
  let [seen, late, last] = [false, false, -1];
  return (stats) => {
    if (seen || stats.step <= from) return;
    if (stats.step < last) history = new History(); // started again, or gone back
    last = stats.step;
    const numbers = history.add(stats, stats);
    if (stats.step >= enough && holds(stage.see, numbers)) {
      seen = true;
      onSeen(numbers);
    } else if (stats.step >= 1.5 * enough && !late) {
      late = true;
      onLate();
    }
  };
}
