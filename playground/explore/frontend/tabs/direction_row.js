// One direction: its title, what is known of it, a slider, and a strip of images to click.

import { say } from "../../../shared/frontend/elements.js";
import { drawRow, stillImage } from "../images/pixels.js";
import { directionFacts, isUnreliable, likeWords } from "../state/directions.js";
import { directionName, signed } from "../state/point_words.js";

/** @import { Pixels } from "../images/pixels.js" */
/** @import { Direction } from "../state/directions.js" */
/** @import { ModelFacts } from "../state/view.js" */

const STEPS = 7; // images of a strip, from -3 to +3
const LIMIT = 4; // standard deviations either way

/**
 * @param {Direction} direction
 * @param {Direction[]} all that the model has
 * @param {ModelFacts | null} model
 */
export function directionRow(direction, all, model) {
  const { id, name, opposite } = direction, title = directionName(id, model);
  const element = document.createElement("li");
  element.className = isUnreliable(direction) ? "direction unreliable" : "direction";
  element.dataset.id = id;
  element.innerHTML = `<span class="title"><b></b> <small></small></span>
    <span class="strip"></span>
    <span class="low-end name"></span><input type="range" min="${-LIMIT}" max="${LIMIT}" step="0.1">
    <span class="high-end name"></span><output></output><button type="button" class="reset" aria-label="Reset">↺</button>`;
  const at = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (element.querySelector(selector));
  const slider = /** @type {HTMLInputElement} */ (at("input")), output = at("output"), strip = stillImage();
  at("b").textContent = title;
  const like = likeWords(direction, all, model);
  at("small").textContent = directionFacts(direction, model) + (like && `; ${like}`);
  at(".low-end").textContent = opposite || "−";
  at(".high-end").textContent = opposite ? name : "+";
  slider.setAttribute("aria-label", `${title}, in standard deviations`);
  slider.dataset.id = at(".reset").dataset.id = id;
  at(".strip").append(strip, ...Array.from({ length: STEPS }, (_, step) => stepButton(id, title, step)));
  return {
    id,
    element,
    /**
     * Shows the strip out of an answer that holds one for each direction.
     * @param {Pixels} pixels
     * @param {number} index
     */
    draw: (pixels, index) => drawRow(strip, pixels, STEPS * index, STEPS),
    /** @param {number} amount standard deviations */
    show(amount) {
      if (Number(slider.value) !== amount) slider.value = String(amount);
      element.classList.toggle("moved", amount !== 0);
      say(output, signed(amount, 1));
    },
  };
}

/**
 * @param {string} id
 * @param {string} title
 * @param {number} step
 */
function stepButton(id, title, step) {
  const amount = step - (STEPS - 1) / 2, button = document.createElement("button");
  button.type = "button";
  button.title = `${signed(amount, 0)} from here`;
  button.setAttribute("aria-label", `${title} ${button.title}`);
  Object.assign(button.dataset, { id, amount });
  return button;
}
