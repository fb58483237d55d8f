// A stage of the Dirac-GAN: one point on the phase plane, its path, and how far it has got from where it began.

import { coloursOf } from "../../../lab/frontend/colours.js";
import { holds } from "../../../lab/frontend/engine/conditions.js";
import { checkedRules, move } from "../../../lab/frontend/engine/dirac.js";
import { element, say } from "../../../shared/frontend/elements.js";
import { drawPhase } from "../../../lab/frontend/pictures/phase.js";
import { START } from "./dirac_start.js";

/** @import { Stage } from "../types.js" */
/** @import { Around } from "./lab_stage.js" */

const STEPS_A_SECOND = 60;

/**
 * @param {HTMLElement} home @param {Stage} stage @param {Around} around
 * @returns {{ stop: () => void }}
 */
export function mountDiracStage(home, stage, { gate, onSeen, onLate }) {
  const rules = checkedRules(stage.dirac);
  let path = [START, 0];
  let [playing, stopped, opened, seen, before, owed] = [false, false, false, false, 0, 0];
  const play = element("button", { type: "button", className: "send", textContent: "Play", disabled: true });
  const step = element("button", { type: "button", textContent: "Step", disabled: true });
  const again = element("button", { type: "button", textContent: "Restart", disabled: true });
  const canvas = element("canvas", { className: "phase-plane", role: "img", "aria-label": "Phase plane of θ and ψ, the point at its start" });
  const where = element("p", { className: "reached", role: "status" });
  const lock = element("p", { className: "waiting" }, element("span", { "aria-hidden": "true", textContent: "🔒 " }), "Predict first; then it plays.");
  home.replaceChildren(element("div", { className: "dirac-stage" }, canvas,
    element("div", {}, element("div", { className: "buttons" }, play, step, again), lock, where,
      element("p", { className: "small", textContent: "Across: θ, where G puts its one point; the real point lies at 0. Up: ψ, the slope of D. In the middle both would be right." }))));

  const radius = () => Math.hypot(path[path.length - 2], path[path.length - 1]) / START;
  const steps = () => path.length / 2 - 1;
  const draw = () => drawPhase(canvas, path, rules, coloursOf(canvas), 14);
  const tell = () => {
    const text = `Step ${steps()} of ${stage.steps}: ${Number(radius().toPrecision(3))} times as far from the middle as at the start.`;
    say(where, text);
    canvas.setAttribute("aria-label", `Phase plane of θ and ψ. ${text}`);
  };
  const advance = () => {
    if (steps() >= stage.steps) return setPlaying(false);
    path.push(...move(path[path.length - 2], path[path.length - 1], rules));
    if (steps() < stage.steps || seen) return undefined;
    setPlaying(false);
    const numbers = { step: steps(), radius: radius() };
    if (holds(stage.see, numbers)) {
      seen = true;
      onSeen(numbers);
    } else onLate();
    return undefined;
  };
  const loop = (/** @type {number} */ now) => {
    if (stopped || !playing) return;
    owed += Math.min(0.1, (now - before) / 1000) * STEPS_A_SECOND;
    before = now;
    for (; owed >= 1 && playing; owed--) advance();
    draw();
    if (playing) requestAnimationFrame(loop);
    else tell();
  };
  const setPlaying = (/** @type {boolean} */ on) => {
    playing = on && opened;
    play.textContent = playing ? "Pause" : "Play";
    tell();
    if (!playing) return;
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) { // the end at once, nothing moves
      while (playing) advance();
      draw();
      tell();
      return;
    }
    before = performance.now();
    requestAnimationFrame(loop);
  };
  play.addEventListener("click", () => setPlaying(!playing));
  step.addEventListener("click", () => { setPlaying(false); advance(); draw(); tell(); });
  again.addEventListener("click", () => { setPlaying(false); path = [START, 0]; draw(); tell(); });
  gate.then(() => {
    opened = true;
    lock.hidden = true;
    for (const button of [play, step, again]) button.disabled = false;
  });
  const observer = new ResizeObserver(draw);
  observer.observe(canvas);
  tell();
  return { stop: () => { stopped = true; observer.disconnect(); } };
}
