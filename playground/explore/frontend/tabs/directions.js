// Directions: a slider for each, those with a name first, beside the current image from -3 to +3 along it.

import { say } from "../../../shared/frontend/elements.js";
import { currentTarget } from "../controls/click_targets.js";
import { closest, finder } from "../controls/elements.js";
import { offerClasses } from "../controls/form_fields.js";
import { amountsOf, grouped, withAmounts } from "../state/directions.js";
import { describe } from "../state/point_words.js";
import { currentFields, query } from "../state/view.js";
import { directionRow } from "./direction_row.js";
import { createSavedDirections } from "./saved_directions.js";

/** @import { Explorer } from "../explorer.js" */
/** @import { Direction } from "../state/directions.js" */
/** @import { Tab } from "./tab.js" */

const ASK_AGAIN_MS = 700; // while directions are being computed

/**
 * @param {Explorer} explorer
 * @returns {Tab}
 */
export function createDirectionsTab(explorer) {
  const { view, defaults, client } = explorer;
  const at = finder(explorer.find("[data-panel=directions]"));
  const list = at(".directions"), scope = at(".scope select", HTMLSelectElement);
  const more = at(".unnamed", HTMLDetailsElement);
  const bar = at("progress", HTMLProgressElement);
  const reset = at(".reset-directions", HTMLButtonElement), save = at(".save-direction", HTMLButtonElement);
  /** @type {Record<"named" | "unnamed", ReturnType<typeof directionRow>[]>} */
  let rows = { named: [], unnamed: [] };
  let shown = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @type {(amounts: Iterable<[string, number]>, ...tasks: string[]) => void} */
  const setAll = (amounts, ...tasks) =>
    explorer.change({ point: withAmounts(view.point, amounts) }, "current", "latents", ...tasks);
  /** @type {(id: string, amount: number, ...tasks: string[]) => void} */
  const setOne = (id, amount, ...tasks) => setAll(amountsOf(view.point).set(id, amount), ...tasks);

  // Strips are drawn when the slider is released: each is seven images.
  list.addEventListener("change", () => explorer.queue.ask("direction_strips"));
  onAmountChange(list, (id) => amountsOf(view.point).get(id) ?? 0, setOne);
  more.addEventListener("toggle", () => explorer.queue.ask("direction_strips"));
  scope.addEventListener("change", () => explorer.queue.ask("directions"));
  reset.addEventListener("click", () => setAll([], "direction_strips"));
  const saved = createSavedDirections(
    at(".saved-directions"), (amounts) => setAll(amounts, "direction_strips"), explorer.notices.remark,
  );
  save.addEventListener("click", () => saved.save(amountsOf(view.point)));

  async function learn() {
    if (view.tab !== "directions") return;
    const parameters = query(view, defaults, ["model"]);
    if (scope.value) parameters.set("in_class", scope.value);
    const asked = String(parameters);
    /** @type {{ directions: Direction[], done: boolean, progress: number }} */
    const { directions, done, progress } = await client.json("directions.json", parameters);
    bar.hidden = done;
    bar.value = progress;
    say(at(".search-status"), done ? "" : "computing more");
    const groups = grouped(directions, amountsOf(view.point));
    const found = asked + [...groups.named, ...groups.unnamed].map(({ id }) => id);
    if (found !== shown) {
      shown = found;
      showRows(groups, directions);
      explorer.tab().show(explorer.model);
      explorer.queue.ask("direction_strips");
    }
    // What the image has been moved along is not to be hidden.
    if (rows.unnamed.some(({ id }) => amountsOf(view.point).has(id))) more.open = true;
    clearTimeout(timer);
    if (!done) timer = setTimeout(() => explorer.queue.ask("directions"), ASK_AGAIN_MS);
  }

  /**
   * @param {ReturnType<typeof grouped>} groups
   * @param {Direction[]} all
   */
  function showRows({ named, unnamed }, all) {
    const rowOf = (/** @type {Direction} */ each) => directionRow(each, all, explorer.model);
    rows = { named: named.map(rowOf), unnamed: unnamed.map(rowOf) };
    at(".named").replaceChildren(...rows.named.map(({ element }) => element));
    at(".unnamed ol").replaceChildren(...rows.unnamed.map(({ element }) => element));
    more.hidden = !rows.unnamed.length;
    say(at("summary"), `${rows.unnamed.length} more, without a name (PCA and SeFa)`);
  }

  async function drawStrips() {
    const asked = [...rows.named, ...(more.open ? rows.unnamed : [])];
    if (view.tab !== "directions" || !asked.length) return;
    const parameters = query(view, defaults, currentFields(view));
    parameters.set("ids", asked.map(({ id }) => id).join(","));
    const pixels = await client.pixels("directions.raw", parameters);
    asked.forEach((row, index) => row.draw(pixels, index));
  }

  return {
    name: "directions",
    label: "Directions",
    help: "Sliders for brightness, texture, width and more",
    tasks: ["current", "directions", "direction_strips"],
    draw: { directions: learn, direction_strips: drawStrips },
    targets: () => [currentTarget(explorer)],
    offerClasses(names) {
      offerClasses(scope, names, "all classes");
      at(".scope").hidden = !names.length;
    },
    show(model) {
      const amounts = amountsOf(view.point);
      say(at(".description"), describe(view.point, model));
      reset.disabled = save.disabled = !amounts.size;
      for (const row of [...rows.named, ...rows.unnamed]) row.show(amounts.get(row.id) ?? 0);
    },
    stop() { clearTimeout(timer); },
    sentence: (model) => describe(view.point, model),
  };
}

/**
 * Sliders set an amount, their reset button 0; a click on a strip adds to it.
 * @param {HTMLElement} list
 * @param {(id: string) => number} amountOf
 * @param {(id: string, amount: number, ...tasks: string[]) => void} set
 */
function onAmountChange(list, amountOf, set) {
  list.addEventListener("input", ({ target }) => {
    if (target instanceof HTMLInputElement) set(target.dataset.id ?? "", Number(target.value));
  });
  list.addEventListener("click", (event) => {
    const reset = closest(event, ".reset")?.dataset, step = closest(event, "[data-amount]")?.dataset;
    if (reset?.id) set(reset.id, 0, "direction_strips");
    if (step?.id) set(step.id, amountOf(step.id) + Number(step.amount), "direction_strips");
  });
}
