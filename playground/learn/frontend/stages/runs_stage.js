// A stage of several runs: their curves first; the points that belong to them once the prediction is in.

import { coloursOf } from "../../../lab/frontend/colours.js";
import { holds } from "../../../lab/frontend/engine/conditions.js";
import { read, write as linkOf } from "../../../lab/frontend/engine/link.js";
import { element, say } from "../../../shared/frontend/elements.js";
import { drawPicture } from "../../../lab/frontend/picture.js";
import { LabWorker } from "../../../lab/frontend/worker_client.js";
import { curvesSvg } from "../loss_curves.js";

/** @import { Stage } from "../types.js" */
/** @import { Around } from "./lab_stage.js" */

const SLICE = 60; // milliseconds of training at a time, so that several workers share two cores
const SHOWN = { reals: true, fakes: true };

/**
 * @param {HTMLElement} home @param {Stage} stage @param {Around} around
 * @returns {{ stop: () => void }}
 */
export function mountRunsStage(home, stage, { gate, seed, onSeen, onLate }) {
  const status = element("p", { className: "reached", role: "status", textContent: `${stage.runs.length} runs are trained in this browser, a few seconds…` });
  const button = element("button", { type: "button", className: "send", textContent: "Show the points", disabled: true });
  const lock = element("p", { className: "waiting" }, element("span", { "aria-hidden": "true", textContent: "🔒 " }), "Predict first; then you see the points.");
  const cards = stage.runs.map(({ name }) => card(name));
  home.replaceChildren(element("div", { className: "runs-stage" }, ...cards.map(({ root }) => root)),
    element("div", { className: "buttons" }, button), lock, status);
  /** @type {LabWorker[]} */
  const workers = [];
  let stopped = false;

  const trained = Promise.all(stage.runs.map(async ({ link }, k) => {
    const course = read(link);
    const settings = seed === null ? course.settings : { ...course.settings, seed };
    const worker = new LabWorker();
    workers.push(worker);
    const still = await worker.ask("start", { ...course, settings, step: 0 });
    const frame = await train(worker, course.step + stage.steps, () => stopped);
    cards[k].curves.replaceChildren(curvesSvg(frame.curves.records));
    const { loss_D, loss_G } = lastMean(frame.curves.records);
    say(cards[k].losses, `At the end: loss_D ${loss_D.toFixed(2)}, loss_G ${loss_G.toFixed(2)}`);
    cards[k].root.dataset.link = linkOf(settings, 0, course.changes);
    worker.stop();
    return { still, frame };
  }));
  button.addEventListener("click", async () => {
    const all = await trained;
    /** @type {Record<string, number>} */
    const numbers = {};
    all.forEach(({ still, frame }, k) => {
      const { name } = stage.runs[k], { canvas, result } = cards[k];
      canvas.hidden = result.hidden = false;
      drawPicture(canvas, frame, still, SHOWN, [], coloursOf(canvas));
      const { js, modes, modes_total } = frame.score;
      say(result, `JS ${js.toFixed(2)} bits (perfect 0), ${modes} of ${modes_total} modes`);
      canvas.setAttribute("aria-label", `Run ${name}: ${result.textContent}`);
      for (const [key, value] of Object.entries({ ...frame.stats, ...frame.score })) numbers[`${name}.${key}`] = value;
    });
    button.hidden = true;
    if (holds(stage.see, numbers)) onSeen(numbers);
    else onLate();
  });
  Promise.all([trained, gate]).then(() => { button.disabled = false; lock.hidden = true; }, () => {});
  trained.then(() => say(status, `${stage.steps.toLocaleString("en")} steps each. Losses are means of the last tenth.`),
    (problem) => {
      if (stopped) return;
      say(status, problem.message);
      gate.then(onLate); // nobody is kept here
    });
  return { stop: () => { stopped = true; for (const worker of workers) worker.stop(); } };
}

/** @param {LabWorker} worker @param {number} steps @param {() => boolean} stopped */
async function train(worker, steps, stopped) {
  /** @type {any[]} */
  const records = [];
  for (;;) {
    const known = { future: 0, step: records.at(-1)?.step ?? 0, score: -1 };
    const frame = await worker.ask("frame", { milliseconds: SLICE, most: Math.max(0, steps - (records.at(-1)?.step ?? 0)) }, {}, known);
    records.push(...frame.curves.records);
    if (frame.step < steps && !stopped()) continue;
    const last = await worker.ask("frame", { milliseconds: 0, most: 0 }, { score: true }, known);
    return { ...last, curves: { ...last.curves, records } };
  }
}

/** @param {{ loss_D: number, loss_G: number }[]} records */
function lastMean(records) {
  const late = records.slice(-Math.max(1, Math.floor(records.length / 10)));
  const mean = (/** @type {"loss_D" | "loss_G"} */ name) => late.reduce((sum, row) => sum + row[name], 0) / late.length;
  return { loss_D: mean("loss_D"), loss_G: mean("loss_G") };
}

/** @param {string} name */
function card(name) {
  const curves = element("div", { className: "loss-curves" }), losses = element("p", { className: "small", textContent: "training…" });
  const canvas = element("canvas", { className: "points", hidden: true, role: "img" }), result = element("p", { className: "result", hidden: true });
  const root = element("section", { className: "run-card", "aria-label": `Run ${name}` }, element("h4", { textContent: `Run ${name}` }), curves, losses, canvas, result);
  return { root, curves, losses, canvas, result };
}
