// The name, the tags and the note of a run, as a person types them.

import { element } from "../../shared/frontend/elements.js";
import { tagsIn } from "./view.js";

/**
 * @import { Run } from "../../shared/frontend/run_row.js"
 * @typedef {{ name: number, note: number, tags: number, tag: number }} Most characters, and tags of a run
 * @typedef {{ name: string, note: string, tags: string[] }} Label
 */

export class LabelForm {
  /** @param {Run} run @param {Most} most @param {{ save: (label: Label) => Promise<boolean>, close: () => void }} press */
  constructor(run, most, { save, close }) {
    this.name = element("input", { type: "text", maxlength: most.name, value: run.name, placeholder: run.id.slice(6), autocomplete: "off" });
    const tags = element("input", { type: "text", maxlength: most.tags * (most.tag + 2), value: run.tags.join(", "), autocomplete: "off", placeholder: "best, for Monday" });
    const note = element("textarea", { maxlength: most.note, rows: "2" }, run.note);
    this.element = element("form", {
      class: "label",
      "aria-label": `Run ${run.number}`,
      keydown: (/** @type {KeyboardEvent} */ event) => { if (event.key === "Escape") close(); },
      submit: async (/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        if (await save({ name: this.name.value, note: note.value, tags: tagsIn(tags.value) })) close();
      },
    },
    element("label", {}, "Name", this.name),
    element("label", {}, "Tags, separated by commas", tags),
    element("label", "wide", "Note", note),
    element("div", "form-buttons", element("button", { type: "submit", class: "primary" }, "Save"), element("button", { type: "button", click: close }, "Cancel")));
  }

  focus() {
    this.name.focus();
    this.name.select();
  }
}
