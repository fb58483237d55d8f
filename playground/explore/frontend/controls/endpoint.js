// An endpoint of the interpolation, A or B: its image, seed, class, random and lock.

import { say } from "../../../shared/frontend/elements.js";
import { isSeed, partOf, randomSeed, seedNumber, withPart } from "../state/point.js";
import { describe, seedWords } from "../state/point_words.js";
import { acceptDrops } from "./drag_and_drop.js";
import { finder } from "./elements.js";
import { offerClasses, readSeed, showClass, showNumber } from "./form_fields.js";

/** @import { Explorer } from "../explorer.js" */
/** @import { ModelFacts } from "../state/view.js" */

/**
 * @param {Explorer} explorer
 * @param {"a" | "b"} id
 * @param {Record<"a" | "b", boolean>} locked which endpoints are locked
 */
export function createEndpoint(explorer, id, locked) {
  const { view } = explorer;
  const name = id.toUpperCase(), field = /** @type {const} */ (`seed_${id}`);
  const section = explorer.find(`.endpoint[data-endpoint=${id}]`);
  section.append(explorer.find(".endpoint-template", HTMLTemplateElement).content.cloneNode(true));
  const at = finder(section);
  const seed = at(".seed", HTMLInputElement), choice = at("select", HTMLSelectElement);
  const random = at(".random", HTMLButtonElement), lock = at(".lock");
  const canvas = at("canvas", HTMLCanvasElement);
  say(at(".endpoint-name b"), name);
  seed.setAttribute("aria-label", `Seed of ${name}`);
  choice.setAttribute("aria-label", `Class of ${name}`);
  random.setAttribute("aria-label", `Random ${name}`);
  lock.setAttribute("aria-label", `Lock ${name}`);

  /** @param {string} point */
  function set(point) {
    if (locked[id]) return explorer.announce(`${name} is locked.`);
    explorer.change({ [field]: point }, "strip", "latents");
  }
  // Another seed starts afresh: sliders belong to the z they were moved in. A class stays.
  /** @param {string} other */
  const setSeed = (other) => set(withPart(other, "c", partOf(view[field], "c")));
  seed.addEventListener("input", () => {
    const typed = readSeed(seed);
    if (typed !== null) setSeed(typed);
  });
  choice.addEventListener("change", () => set(withPart(view[field], "c", choice.value)));
  random.addEventListener("click", () => setSeed(randomSeed()));
  lock.addEventListener("click", () => { locked[id] = !locked[id]; explorer.show(); });
  acceptDrops(canvas, set);

  return {
    canvas,
    target: { id, label: name, point: () => view[field], set },
    /** @param {string[]} names */
    offerClasses: (names) => offerClasses(choice, names, "automatic"),
    /** @param {ModelFacts | null} model */
    show(model) {
      const point = view[field], words = describe(point, model);
      showNumber(seed, seedNumber(point) ?? "");
      seed.placeholder = isSeed(point) ? "" : seedWords(point);
      showClass(choice, point);
      at(".class-field").hidden = !model?.num_classes;
      say(at(".endpoint-name span"), words);
      canvas.setAttribute("aria-label", `${name}: ${words}`);
      lock.setAttribute("aria-pressed", String(locked[id]));
      say(lock, locked[id] ? "Locked" : "Lock");
      for (const control of [seed, choice, random]) control.disabled = locked[id];
    },
  };
}
