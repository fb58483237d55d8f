// What concerns every image on the page: truncation, noise scale, another model beside the first.

import { say } from "../../../shared/frontend/elements.js";
import { digits } from "../state/point.js";
import { setChoice } from "./form_fields.js";

/** @import { Explorer } from "../explorer.js" */
/** @import { Field } from "../state/view.js" */

const NO_TRUNCATION = 3; // the slider's last step beyond stands for "off"
/** @type {Field[]} */
const FIELDS = ["truncation", "noise", "against"];

/** @param {Explorer} explorer */
export function createDrawingSettings(explorer) {
  const { view, defaults, find } = explorer;
  const settings = find(".settings"), opener = find(".open-settings");
  const truncation = find(".truncation input", HTMLInputElement), noise = find(".noise input", HTMLInputElement);
  const other = find(".compare-with select", HTMLSelectElement);

  /** @param {boolean} isOpen */
  function open(isOpen) {
    settings.hidden = !isOpen;
    opener.setAttribute("aria-expanded", String(isOpen));
  }
  opener.addEventListener("click", () => open(Boolean(settings.hidden)));
  // What is not as usual is not to be hidden.
  if (FIELDS.some((name) => view[name] !== defaults[name])) open(true);
  truncation.addEventListener("input", () => {
    const value = Number(truncation.value);
    explorer.changeAll({ truncation: value > NO_TRUNCATION ? "" : digits(value) });
  });
  noise.addEventListener("input", () => explorer.changeAll({ noise: digits(noise.value) }));
  other.addEventListener("change", () => explorer.change({ against: other.value }, "compared"));

  return {
    /** @param {{ id: string, label: string }[]} models to compare with */
    offerModels(models) {
      const options = models.map(({ id, label }) => new Option(label, id));
      other.replaceChildren(new Option("nothing", ""), ...options);
    },
    show() {
      const isOff = view.truncation === "";
      const text = isOff ? "off" : Number(view.truncation).toFixed(2);
      truncation.value = isOff ? truncation.max : view.truncation;
      truncation.setAttribute("aria-valuetext", text);
      say(find(".truncation output"), text);
      noise.value = view.noise;
      say(find(".noise output"), Number(view.noise).toFixed(2));
      setChoice(other, view.against);
      other.title = other.selectedOptions[0]?.text ?? ""; // a long name ends in an ellipsis
    },
  };
}
