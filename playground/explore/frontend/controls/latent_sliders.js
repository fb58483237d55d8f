// Latent sliders: a range input for each value of z, at first that of the seed.

import { say } from "../../../shared/frontend/elements.js";
import { editsOf, SLIDER_LIMIT, unedited, withEdits } from "../state/latent_edits.js";
import { fitPoint } from "../state/point.js";
import { seedWords } from "../state/point_words.js";
import { query } from "../state/view.js";
import { chosenId, showRadios } from "./click_targets.js";
import { closest, finder, setCount } from "./elements.js";

/** @import { Explorer } from "../explorer.js" */

/** @param {Explorer} explorer */
export function createLatentSliders(explorer) {
  const panel = explorer.find(".sliders"), opener = explorer.find(".open-sliders");
  const at = finder(panel);
  const list = at(".latent-values"), choice = at(".slider-target"), resetAll = at(".reset-sliders", HTMLButtonElement);
  /** @type {number[] | null} */
  let z = null;
  let shown = "";

  opener.addEventListener("click", () => {
    panel.hidden = !panel.hidden;
    opener.setAttribute("aria-expanded", String(!panel.hidden));
    if (!panel.hidden) explorer.queue.ask("latents");
    explorer.show();
  });
  choice.addEventListener("change", () => { z = null; explorer.queue.ask("latents"); });
  resetAll.addEventListener("click", () => edit(new Map()));
  onValueChange(list, (index, value) => edit(edits().set(index, value)), (index) => {
    const rest = edits();
    rest.delete(index);
    edit(rest);
  });

  const target = () => {
    const targets = explorer.targets(), id = chosenId(choice);
    return targets.find((each) => each.id === id) ?? targets[0];
  };
  const edits = () => editsOf(target().point());
  /** @param {Map<string, number>} values */
  const edit = (values) => target().set(withEdits(target().point(), values));

  function showTargets() {
    const targets = explorer.targets(), words = explorer.view.tab + targets.map(({ label }) => label).join();
    if (words === shown) return;
    shown = words;
    showRadios(choice, "z of", targets, { name: "slider-target", title: "" });
    explorer.queue.ask("latents");
  }

  function showValues() {
    const zDim = explorer.model?.z_dim;
    if (!z || z.length !== zDim) return;
    setCount(list, zDim, valueRow);
    const moved = edits();
    [...list.children].forEach((row, index) => {
      showValue(row, moved.get(String(index)) ?? z?.[index] ?? 0, moved.has(String(index)));
    });
    resetAll.disabled = !moved.size;
    say(at(".edit-count"), moved.size
      ? `${moved.size} of ${zDim} moved`
      : `${zDim} values of ${seedWords(target().point())}`);
  }

  return {
    /** Asks for the values before any slider is moved. */
    async learn() {
      const { view, defaults, model, client } = explorer;
      if (panel.hidden || !model) return;
      const parameters = query(view, defaults, ["model", "truncation"]);
      parameters.set("points", unedited(fitPoint(target().point(), model)));
      z = (await client.json("latents.json", parameters)).z[0];
      showValues();
    },
    show() {
      if (panel.hidden || !explorer.model) return;
      showTargets();
      showValues();
    },
  };
}

/**
 * @param {HTMLElement} list
 * @param {(index: string, value: number) => void} set
 * @param {(index: string) => void} reset
 */
function onValueChange(list, set, reset) {
  list.addEventListener("input", ({ target }) => {
    if (target instanceof HTMLInputElement) set(target.dataset.index ?? "", Number(target.value));
  });
  list.addEventListener("click", (event) => {
    const button = closest(event, "button");
    if (!button) return;
    button.closest(".latent-value")?.querySelector("input")?.focus();
    reset(button.dataset.index ?? "");
  });
}

/** @param {number} index */
function valueRow(index) {
  const row = document.createElement("div");
  row.className = "latent-value";
  row.innerHTML = `
    <span class="name" aria-hidden="true">z${index}</span>
    <input type="range" min="${-SLIDER_LIMIT}" max="${SLIDER_LIMIT}" step="0.01" data-index="${index}" aria-label="z${index}">
    <output></output>
    <button type="button" data-index="${index}" aria-label="Reset z${index}" title="Back to the seed's value">↺</button>`;
  return row;
}

/**
 * @param {Element} row
 * @param {number} value
 * @param {boolean} isMoved
 */
function showValue(row, value, isMoved) {
  const input = /** @type {HTMLInputElement} */ (row.querySelector("input"));
  const output = /** @type {HTMLOutputElement} */ (row.querySelector("output"));
  if (Number(input.value) !== value) input.value = String(value);
  say(output, value.toFixed(2).replace("-", "−"));
  row.classList.toggle("moved", isMoved);
}
