// All settings in groups; those that begin a new run apart from those that change while it runs.

import { BY_NAME } from "./engine/settings.js";
import { element } from "../../shared/frontend/elements.js";
import { button } from "./control_button.js";
import { next } from "./ladder.js";
import { choicesOf, titleOf } from "./titles.js";

/** @import { LabView } from "./lab_view.js" */
/** @import { Field, Settings } from "./engine/settings.js" */

/** @type {[string, string[]][]} */
const GROUPS = [
  ["At any moment", ["loss", "lr_D", "lr_G", "optimizer", "beta1", "d_steps", "g_steps", "order", "freeze"]],
  ["To keep it stable", ["r1_gamma", "r2_gamma", "gp_weight", "weight_clip", "instance_noise", "real_label", "ema_decay"]],
  ["In a new run", ["z_dim", "layers_G", "width_G", "layers_D", "width_D", "activation", "batch_size"]],
];
const OPEN_AT_FIRST = 2; // groups

export class SettingsPanel {
  /** @param {HTMLElement} root @param {LabView} view */
  constructor(root, view) {
    this.view = view;
    /** @type {Map<string, HTMLInputElement | HTMLSelectElement>} */
    this.inputs = new Map();
    root.replaceChildren(...GROUPS.map(([title, names], k) => element("details", { open: k < OPEN_AT_FIRST },
      element("summary", { textContent: title }),
      element("div", { className: "fields" }, ...names.map((name) => this.#field(name))))));
    this.show(view.settings);
  }

  /** @param {Settings} settings that are in force */
  show(settings) {
    for (const [name, input] of this.inputs) {
      const value = String(/** @type {any} */ (settings)[name]);
      const root = /** @type {ShadowRoot | Document} */ (input.getRootNode());
      if (input.value !== value && root.activeElement !== input) input.value = value;
    }
  }

  /** @param {string} name */
  #field(name) {
    const field = /** @type {Field} */ (BY_NAME.get(name));
    const inner = field.kind === "choice" ? this.#choice(name) : this.#number(field);
    return element("div", { className: `field ${name}`, role: "group", "aria-label": titleOf(name), "data-control": name },
      element("span", { textContent: titleOf(name), className: "name" }), ...inner);
  }

  /** @param {string} name */
  #choice(name) {
    const select = element("select", { "aria-label": titleOf(name) },
      ...choicesOf(name).map(([value, text]) => element("option", { value, textContent: text })));
    select.addEventListener("change", () => this.view.change({ [name]: select.value }));
    this.inputs.set(name, select);
    return [select];
  }

  /** @param {Field} field */
  #number(field) {
    const { name } = field;
    const input = element("input", { type: "number", min: String(field.low), max: String(field.high), step: "any",
      inputMode: "decimal", "aria-label": titleOf(name) });
    input.addEventListener("change", () => this.#set(name, input.valueAsNumber));
    const by = (/** @type {1 | -1} */ direction) => () => {
      const value = next(field, input.valueAsNumber, direction);
      input.value = String(value);
      this.#set(name, value);
    };
    this.inputs.set(name, input);
    return [
      button("", "−", by(-1), { className: "less", "aria-label": `${titleOf(name)}, less` }), input,
      button("", "+", by(1), { className: "more", "aria-label": `${titleOf(name)}, more` }),
    ];
  }

  /** @param {string} name @param {number} value */
  #set(name, value) {
    if (value !== /** @type {any} */ (this.view.settings)[name]) this.view.change({ [name]: value });
  }
}
