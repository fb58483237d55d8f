// What a list of runs says of one: its state in two lengths, its measured numbers with what they mean.

/**
 * @typedef {{ name: string, value: number, samples: number | null, floor: number | null, seen: number | null }} Metric
 * @typedef {{ title: string, tone: "bad" | "warning" | "good" }} Finding
 * @typedef {object} Run a row of playground/shared/run_rows.py
 * @property {string} id
 * @property {string} number
 * @property {string} owner such as "amber fox"; "" where nobody is known
 * @property {string} name that a person gave it; "" without one
 * @property {string} note
 * @property {string[]} tags
 * @property {string} recipe
 * @property {string} data
 * @property {"running" | "paused" | "queued" | "stopped" | "done" | "failed" | "interrupted"} state
 * @property {string} word of the state
 * @property {string} device "cpu", "cuda" or "mps"; "" where it is not known
 * @property {number} seen images
 * @property {number | null} seconds of training
 * @property {number} progress 0 to 1
 * @property {number | null} updated when it last said something, in seconds since 1970
 * @property {string} waiting what a queued run waits for, in words
 * @property {number | null} place in the queue, from 1
 * @property {boolean} ahead put first by the teacher
 * @property {boolean} in_queue whether it waits for a worker, so that its place can be changed
 * @property {boolean} asked_to_stop
 * @property {Metric | null} metric of the last evaluation
 * @property {Metric | null} best of all of them with the same features
 * @property {Finding | null} finding
 * @property {number | null} grid images seen at the latest sample grid
 * @property {string} version of that image
 * @property {number} columns samples in a row of it
 * @property {string} hidden on whose behalf; "" where everybody sees it
 * @property {boolean} private on images that one person brought
 */

const MARKS = { running: "▶", paused: "‖", queued: "…", done: "✓", stopped: "■", failed: "✕", interrupted: "✕" };

/** Whether the run trains or is going to. @param {Run} run */
export const isActive = ({ state }) => state === "running" || state === "paused" || state === "queued";

/** A sign beside the words, so that colour is not needed. @param {Run} run */
export const mark = ({ state }) => MARKS[state];

/** @param {Run} run */
export const owner = (run) => run.owner || "no owner";

/** @param {number | null} time in seconds; null where a damaged file has none */
export function duration(time) {
  const seconds = time ?? 0;
  if (seconds < 90) return `${Math.round(seconds)} s`;
  return seconds < 10_800 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

/** In a few characters, for a projector. @param {Run} run */
export function shortState(run) {
  const percent = `${Math.round(100 * run.progress)}%`;
  if (run.asked_to_stop) return "stopping";
  if (run.state === "running") return `${percent} · ${duration(run.seconds)}`;
  if (run.state === "paused") return `paused, ${percent}`;
  if (run.state === "queued") return run.place === null ? "waiting" : `place ${run.place}${run.ahead ? ", first" : ""}`;
  return run.seen ? `${run.word} · ${duration(run.seconds)}` : run.word;
}

/** @param {Run} run */
export function longState(run) {
  if (run.asked_to_stop) return "stopping";
  if (run.state === "queued") return run.waiting;
  const trained = run.seen ? `, ${duration(run.seconds)}` : "";
  return isActive(run) ? `${run.word}, ${Math.round(100 * run.progress)}%${trained}` : run.word + trained;
}

/** Images seen and the last evaluation. @param {Run} run */
export function numbers({ seen, metric }) {
  const images = seen ? [`${seen.toLocaleString("en")} images seen`] : [];
  return [...images, ...(metric ? [`${metric.name} ${short(metric.value)}`] : [])].join(" · ");
}

/** What an evaluation was measured on, and what would be perfect; "" without one. @param {Metric | null} metric */
export function measured(metric) {
  if (!metric) return "";
  const on = metric.samples === null ? "" : ` on ${metric.samples.toLocaleString("en")} samples`;
  const reals = metric.floor === null ? "" : `; other real images score ${short(metric.floor)}`;
  return `${metric.name}: ${short(metric.value)}${on}. 0 is perfect${reals}.`;
}

/** "2 training, 30 waiting, 6 ended". @param {Run[]} runs */
export function summary(runs) {
  const count = (/** @type {string[]} */ ...states) => runs.filter(({ state }) => states.includes(state)).length;
  const parts = [[count("running"), "training"], [count("paused"), "paused"], [count("queued"), "waiting"]];
  const ended = runs.filter((run) => !isActive(run)).length;
  return [...parts, [ended, "ended"]].filter(([many]) => many).map((part) => part.join(" ")).join(", ") || "No runs yet";
}

/** Three digits that count. @param {number} value */
export function short(value) {
  return value >= 100 ? Math.round(value).toLocaleString("en") : Number(value.toPrecision(3)).toString();
}
