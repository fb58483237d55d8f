// The note beside the pointer: an enlarged sample, its requested and recognised class, D's output.

import { find } from "../../../shared/frontend/elements.js";
import { cropOf, notePosition } from "./sample_position.js";

/**
 * What is known of the samples of one grid.
 * @typedef {object} Samples
 * @property {number[]} [classes] recognised, by place on the grid
 * @property {number[]} [logits] D's, by place on the grid
 */

/**
 * The seed of a sample by its place on the grid.
 * @param {number} place
 * @param {import("../types.js").RunData} data
 * @returns {number}
 */
export function seedAt(place, data) {
  return data.followed_seeds[place] ?? place;
}

/**
 * @param {number} place on the grid
 * @param {import("../types.js").RunData} data
 * @param {Samples | undefined} samples
 * @returns {string}
 */
export function sampleText(place, data, samples) {
  const seed = seedAt(place, data);
  const parts = [`Seed ${seed}`];
  const names = data.condition_names;
  if (names.length) parts.push(`requested: ${names[seed % names.length]}`);
  const recognised = samples?.classes?.[place];
  if (recognised !== undefined) parts.push(`recognised: ${data.class_names[recognised] ?? `class ${recognised}`}`);
  const logit = samples?.logits?.[place];
  if (logit !== undefined) {
    const isScore = data.curves.output === "score";
    parts.push(isScore ? `D(G(z)) = ${(1 / (1 + Math.exp(-logit))).toFixed(3)}` : `D's logit: ${logit.toFixed(2)}`);
  }
  return `${parts.join(", ")}.`;
}

export class SampleNote {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.place = find(root, ".live-note-box", "div");
    this.own = find(this.place, ".live-crop", "span");
    this.other = find(this.place, ".live-crop-other", "span");
    this.words = find(this.place, "", "p");
  }

  hide() {
    this.place.hidden = true;
  }

  /**
   * @param {PointerEvent} event
   * @param {import("./sample_position.js").Position} position
   * @param {number} columns of the grid
   * @param {{ text: string, own: string, other: string | undefined }} content addresses of the grids
   */
  show(event, position, columns, { text, own, other }) {
    this.place.hidden = false;
    this.crop(this.own, own, position, columns);
    this.other.hidden = other === undefined;
    if (other !== undefined) this.crop(this.other, other, position, columns);
    this.words.textContent = text;
    const area = /** @type {HTMLElement} */ (this.place.offsetParent).getBoundingClientRect();
    const pointer = { x: event.clientX - area.left, y: event.clientY - area.top };
    const room = { width: area.width, bottom: window.innerHeight - area.top };
    const { x, y } = notePosition(pointer, { width: this.place.offsetWidth, height: this.place.offsetHeight }, room);
    this.place.style.transform = `translate(${x}px, ${y}px)`;
  }

  /**
   * @param {HTMLElement} place
   * @param {string} address
   * @param {import("./sample_position.js").Position} position
   * @param {number} columns
   */
  crop(place, address, position, columns) {
    const cropped = cropOf(position, columns);
    place.style.backgroundImage = `url("${address}")`;
    place.style.backgroundSize = cropped.size;
    place.style.backgroundPosition = cropped.position;
  }
}
