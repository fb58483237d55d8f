/**
 * A lab as part of any page.
 *
 *     const lab = mountLab(element, { link, locked: ["lr_G"], hidden: ["code"], gate: predicted, onStats });
 *     lab.view.setPlaying(true); lab.view.link(); lab.view.seek(200); lab.view.change({ r1_gamma: 0.1 });
 *     lab.stop();
 *
 * Options (all may be left out): `link` as engine/link.js writes it; `locked`, `hidden` names of settings
 * and of locks.js CONTROLS, `reason` why; `gate` nothing plays before it resolves, `waiting` what is said
 * until then; `onStats` is told the numbers (Lab.stats and Lab.score) about once a second; `onMoment` after
 * a pause, a change or a jump in time; `present` for a projector; `compact` without settings and curves;
 * `layers` names of those that are on; `speed` steps a second; `autoplay` false to begin at rest; `code`
 * functions of losses.py, from playground/shared/loss_source.py; `limit` the step not to go beyond now;
 * `lead` an element before everything else in the first row; `onLayers` is told when layers are switched.
 */

import { LabView } from "./lab_view.js";

/** @import { LabOptions } from "./lab_view.js" */

/**
 * @param {HTMLElement} element emptied and filled @param {LabOptions} [options]
 * @returns {{view: LabView, stop: () => void}}
 */
export function mountLab(element, options = {}) {
  const view = new LabView(element, options);
  styled(element);
  return { view, stop: () => view.stop() };
}

/** The lab's style sheet beside it, once a root; the lab is not seen before it is there. @param {HTMLElement} element */
export function styled(element) {
  const root = element.getRootNode();
  const within = root instanceof ShadowRoot ? root : document.head;
  if (within.querySelector("link.lab-style")) return;
  const sheet = document.createElement("link");
  Object.assign(sheet, { rel: "stylesheet", className: "lab-style", href: new URL("./lab.css", import.meta.url).href });
  element.style.visibility = "hidden";
  const shown = () => { element.style.visibility = ""; };
  sheet.addEventListener("load", shown);
  sheet.addEventListener("error", shown);
  within.prepend(sheet);
}
