// A stage in the lab: mounted with its link, shut until the prediction is in, watched until it shows what it must.

import { read, write } from "../../../lab/frontend/engine/link.js";
import { mountLab } from "../../../lab/frontend/mount.js";
import { watcher } from "./watcher.js";

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
  /** @type {() => void} */
  let arrive = () => {};
  /** @type {Promise<void>} whoever stepped before the lab has come to its link's step would begin elsewhere */
  const arrived = new Promise((resolve) => { arrive = resolve; });
  const watch = watcher(stage, course.step, enough, around);
  return mountLab(element, {
    link: write(settings, course.step, course.changes),
    locked: [...stage.locked, ...around.locked],
    hidden: [...HIDDEN, ...stage.hidden, ...around.hidden],
    reason: "This lesson keeps it as it is.",
    waiting: "Predict first; then it plays.",
    gate: Promise.all([around.gate, arrived]),
    layers: stage.layers,
    code: around.code,
    autoplay: false,
    onStats: (numbers) => {
      if (numbers.step >= course.step) arrive();
      watch(numbers);
    },
  });
}
