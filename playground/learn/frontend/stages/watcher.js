// Tells when a run of the lab shows what its stage must, and when it has had time enough without.

import { History, holds } from "../../../lab/frontend/engine/conditions.js";

/** @import { Stage } from "../types.js" */
/** @import { Around } from "./lab_stage.js" */

/**
 * @param {Stage} stage @param {number} from the step at which it begins @param {number} enough steps @param {Pick<Around, "onSeen" | "onLate">} around
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
    } else if (stats.step >= from + 1.5 * (enough - from) && !late) {
      late = true;
      onLate();
    }
  };
}
