// The switch "Click a sample to set": which of the tab's points a click on a sample replaces.

/** @import { Explorer } from "../explorer.js" */
/**
 * A point of a tab that can be replaced.
 * @typedef {object} ClickTarget
 * @property {string} id
 * @property {string} label
 * @property {() => string} point
 * @property {(point: string) => void} set
 */
/** @typedef {ReturnType<typeof createClickTargets>} ClickTargets */

export const CURRENT = "current";

/**
 * The one target of tabs that show a single point.
 * @param {Explorer} explorer
 * @param {(point: string) => void} [set]
 * @returns {ClickTarget}
 */
export function currentTarget(explorer, set = (point) => explorer.change({ point }, ...explorer.tab().tasks, "latents")) {
  return { id: CURRENT, label: "current image", point: () => explorer.view.point, set };
}

/**
 * One radio button for each target; the caption stands before them.
 * @param {HTMLElement} holder
 * @param {string} caption
 * @param {ClickTarget[]} targets
 * @param {{ name: string, title: string }} options
 */
export function showRadios(holder, caption, targets, { name, title }) {
  const before = chosenId(holder);
  const labels = targets.map(({ id, label }) =>
    `<label title="${title}"><input type="radio" name="${name}" value="${id}"><span>${label}</span></label>`);
  holder.innerHTML = `<span class="name">${caption}</span>${labels.join("")}`;
  choose(holder, targets.some(({ id }) => id === before) ? before : targets[0].id);
}

/** @param {HTMLElement} holder */
export function chosenId(holder) {
  return /** @type {HTMLInputElement | null} */ (holder.querySelector("input:checked"))?.value ?? "";
}

/**
 * @param {HTMLElement} holder
 * @param {string} id
 */
function choose(holder, id) {
  const radio = /** @type {HTMLInputElement | null} */ (holder.querySelector(`[value="${id}"]`));
  if (radio) radio.checked = true;
}

/** @param {Explorer} explorer */
export function createClickTargets(explorer) {
  const holder = explorer.find(".click-targets");
  let shown = "", shownTab = "";
  return {
    /** The place of the chosen target in the tab's list. */
    chosen() {
      const id = chosenId(holder);
      return Math.max(0, explorer.targets().findIndex((target) => target.id === id));
    },
    /** @param {string} id */
    choose: (id) => choose(holder, id),
    show() {
      const targets = explorer.targets(), { tab } = explorer.view;
      const words = tab + targets.map(({ id, label }) => id + label).join();
      if (words === shown) return;
      if (tab !== shownTab) holder.replaceChildren(); // another tab begins with its first target
      [shown, shownTab] = [words, tab];
      showRadios(holder, "Click a sample to set", targets, { name: "target", title: "Shift-click sets the next" });
    },
  };
}
