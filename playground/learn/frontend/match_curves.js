// Match curve to cause: the losses of recorded runs, whose causes are chosen for all of them before any is told.

import { api } from "../../shared/frontend/api.js";
import { ask } from "../../shared/frontend/ask.js";
import { element } from "../../shared/frontend/elements.js";
import { learn } from "./addresses.js";
import { curvesSvg } from "./loss_curves.js";
import { inline } from "./words.js";

/** @import { Match } from "./types.js" */

/** @param {Match[]} matches @returns {HTMLElement} */
export function matchCurves(matches) {
  const causes = matches.map(({ cause }) => cause).sort(); // in another order than the runs
  const cards = matches.map((match, at) => card(match, causes, at));
  const told = element("p", { class: "reached", role: "status" });
  const button = element("button", { type: "button", class: "send", disabled: true }, "Check");
  const root = element("div", { class: "match-curves" }, element("div", { class: "runs-stage" }, ...cards.map(({ root: each }) => each)),
    element("p", { class: "buttons" }, button), told);
  root.addEventListener("change", () => { button.disabled = cards.some(({ select }) => !select.value); });
  button.addEventListener("click", () => {
    const right = cards.filter(({ tell }) => tell()).length;
    button.hidden = true;
    told.textContent = `${right} of ${cards.length} are right.`;
    told.tabIndex = -1;
    told.focus();
  });
  return root;
}

/** @param {Match} match @param {string[]} causes @param {number} at */
function card({ exhibit, cause, reason }, causes, at) {
  const name = `Run ${"ABCDEF"[at]}`;
  const curves = element("div", { class: "loss-curves" }, "loading …");
  losses(exhibit).then((records) => curves.replaceChildren(curvesSvg(records, "images seen")), (problem) => { curves.textContent = problem.message; });
  const select = element("select", { "aria-label": `Cause of ${name}` }, element("option", { value: "" }, "Which cause?"), ...causes.map((each) => element("option", { value: each }, each)));
  const answer = element("div", { class: "matched" }, select);
  const root = element("section", { class: "run-card", "aria-label": name }, element("h4", {}, name), curves, answer);
  const tell = () => {
    const isRight = select.value === cause;
    const link = element("a", { href: learn({ exhibit }) }, "Watch this run");
    answer.replaceChildren(
      ...(isRight ? [] : [element("p", {}, `✗ ${select.value}`)]),
      element("p", {}, element("strong", {}, `✓ ${cause}`)), element("p", {}, ...inline(reason)), element("p", {}, link));
    return isRight;
  };
  return { root, select, tell };
}

/** Of a recorded run, by images seen. @param {string} exhibit @returns {Promise<{ step: number, loss_D: number, loss_G: number }[]>} */
async function losses(exhibit) {
  const { columns } = await (await ask(api(`runs/${encodeURIComponent(`exhibit:${exhibit}`)}/live`), {}, "reload the page")).json();
  return columns.images_seen.map((/** @type {number} */ step, /** @type {number} */ k) => ({ step, loss_D: columns["loss/D"][k], loss_G: columns["loss/G"][k] }));
}
