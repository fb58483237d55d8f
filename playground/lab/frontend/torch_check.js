// The same 100 steps in this browser and in PyTorch on the server: both curves, and how far they are apart.

import { api } from "../../shared/frontend/api.js";
import { send } from "../../shared/frontend/send.js";
import { coloursOf } from "./colours.js";
import { element, say } from "../../shared/frontend/elements.js";
import { button } from "./control_button.js";
import { drawChecked } from "./pictures/checked.js";

/** @import { LabView } from "./lab_view.js" */

const STEPS = 100;

/** The row under the curves. @param {LabView} view @returns {HTMLElement} */
export function checkRow(view) {
  const words = element("p", { role: "status" });
  const canvas = element("canvas", { className: "checked", role: "img", hidden: true });
  const ask = button("check", "Check with PyTorch", () => run(view, words, canvas, ask),
    { title: "The server does the next 100 steps in PyTorch, from these very weights" });
  const script = element("a", { className: "script", textContent: "As a PyTorch script", download: "lab.py",
    title: "This run with the settings of its start; changes on the way are left out", "data-control": "code" });
  const address = () => {
    if (!view.locks.isLocked("code")) script.href = api("lab/script", { lab: view.link() });
  };
  for (const name of ["pointerdown", "focus"]) script.addEventListener(name, address);
  address();
  return element("div", { className: "proof" }, element("div", { className: "slow-buttons" }, ask, script), words, canvas);
}

/** @param {LabView} view @param {HTMLElement} words @param {HTMLCanvasElement} canvas @param {HTMLButtonElement} ask */
async function run(view, words, canvas, ask) {
  view.setPlaying(false);
  ask.disabled = true;
  say(words, "Both are computing …");
  try {
    const own = await view.worker.ask("check", STEPS);
    const { curves, steps, torch } = await sent({ settings: own.settings, state: own.state });
    const mine = { loss_D: own.loss_D.slice(0, steps), loss_G: own.loss_G.slice(0, steps) }; // a busy server does fewer
    canvas.hidden = false;
    drawChecked(canvas, mine, curves, coloursOf(view.canvas));
    const apart = largestDifference([mine.loss_D, mine.loss_G], [curves.loss_D, curves.loss_G]);
    const sentence = `Over the next ${steps === 1 ? "step" : `${steps} steps`} the losses here and in PyTorch ${torch} differ by at most ${shown(apart)}.`;
    say(words, sentence);
    canvas.setAttribute("aria-label", sentence);
  } catch (problem) {
    say(words, /** @type {Error} */ (problem).message);
  } finally {
    ask.disabled = false;
  }
}

/** @param {object} request */
async function sent(request) {
  let answer;
  try {
    answer = await send(api("lab/check"), { method: "POST", body: JSON.stringify(request) });
  } catch {
    throw new Error("The server does not answer; try again in a moment.");
  }
  const found = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(found.error ?? `The server answered ${answer.status}; reload the page.`);
  return found;
}

/**
 * The largest difference of numbers at the same place; Infinity where only one is finite.
 * @param {(number | null)[][]} a @param {(number | null)[][]} b
 */
export function largestDifference(a, b) {
  let most = 0;
  a.forEach((values, k) => values.forEach((value, i) => {
    const [x, y] = [value ?? NaN, b[k][i] ?? NaN];
    if (Number.isFinite(x) !== Number.isFinite(y)) most = Infinity;
    else if (Number.isFinite(x)) most = Math.max(most, Math.abs(x - y));
  }));
  return most;
}

/** @param {number} apart */
function shown(apart) {
  if (apart === Infinity) return "more than any number";
  if (apart === 0) return "0";
  const [digits, power] = apart.toExponential(1).split("e");
  const raised = power.replace("+", "").replace(/./g, (letter) => (letter === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(letter)]));
  return `${digits} · 10${raised}`;
}
