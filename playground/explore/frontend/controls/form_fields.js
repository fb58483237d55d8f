// Form fields that show a value and read it: numbers, seeds, classes.

import { chosenClass, partOf } from "../state/point.js";

/**
 * Chooses an option, where another is chosen: a select's change costs a layout and more.
 * @param {HTMLSelectElement} select
 * @param {string | number} value
 */
export function setChoice(select, value) {
  if (select.value !== String(value)) select.value = String(value);
}

/**
 * Shows a number, never under a person's fingers: half a number typed is not to be completed. Leaving the
 * field shows the number that counts again.
 * @param {HTMLInputElement} input
 * @param {string | number} value
 */
export function showNumber(input, value) {
  const text = String(value);
  input.onblur = () => { input.value = text; input.setAttribute("aria-invalid", "false"); };
  if (!hasFocus(input) && input.value !== text) input.value = text;
}

/** @param {Element} element */
export function hasFocus(element) {
  const root = /** @type {Document | ShadowRoot} */ (element.getRootNode());
  return root.activeElement === element;
}

/**
 * The seed that was typed, or null, which marks the field.
 * @param {HTMLInputElement} input
 */
export function readSeed(input) {
  const text = input.value.trim();
  const isGood = /^[0-9]{1,10}$/.test(text) && Number(text) <= Number(input.max);
  input.setAttribute("aria-invalid", String(!isGood));
  return isGood ? String(Number(text)) : null;
}

/**
 * Classes to choose from, and first what stands for none.
 * @param {HTMLSelectElement} select
 * @param {string[]} names
 * @param {string} noneLabel
 */
export function offerClasses(select, names, noneLabel) {
  select.replaceChildren(new Option(noneLabel, ""), ...names.map((name, index) => new Option(name, String(index))));
}

/**
 * Shows the class of a point. A mix of classes has no option of its own; one is made for as long as it
 * lasts.
 * @param {HTMLSelectElement} select
 * @param {string} point
 */
export function showClass(select, point) {
  const text = partOf(point, "c"), chosen = chosenClass(point);
  select.querySelector("[data-mix]")?.remove();
  if (text && chosen === null) {
    const mix = new Option("mix", text);
    mix.dataset.mix = "";
    select.append(mix);
    select.value = text;
  } else {
    setChoice(select, chosen ?? "");
  }
}
