// Directions that a person has mixed and named, in this browser only; an address carries them to others.

import { textButton } from "../controls/elements.js";
import { readPairs, writePairs } from "../state/point.js";

/** @typedef {{ name: string, text: string }} SavedDirection text as in a point */

const STORED_AS = "gan-playground directions"; // since version 0.1
const MOST = 20;
const LONGEST_NAME = 40;

/**
 * @param {HTMLElement} holder its first child is the caption
 * @param {(amounts: Map<string, number>) => void} apply
 * @param {(sentence: string) => void} remark
 */
export function createSavedDirections(holder, apply, remark) {
  const caption = /** @type {Element} */ (holder.firstElementChild);

  function show() {
    const all = stored();
    holder.hidden = !all.length;
    holder.replaceChildren(caption, ...all.map(({ name, text }, index) => {
      const button = textButton(name, () => apply(readPairs(text)));
      button.title = `${text}; Delete removes it`;
      button.addEventListener("keydown", ({ key }) => {
        if (key !== "Delete") return;
        store(all.toSpliced(index, 1));
        show();
      });
      return button;
    }));
  }
  show();
  return {
    /** @param {Map<string, number>} amounts */
    save(amounts) {
      const name = window.prompt("Name of this direction")?.trim();
      if (!name) return;
      const all = [...stored(), { name: name.slice(0, LONGEST_NAME), text: writePairs(amounts) }];
      store(all.slice(-MOST));
      if (all.length > MOST) remark(`Only ${MOST} directions are kept; the oldest was removed.`);
      show();
    },
  };
}

/** @returns {SavedDirection[]} */
function stored() {
  try {
    const all = JSON.parse(window.localStorage.getItem(STORED_AS) ?? "[]");
    return all.filter((/** @type {Partial<SavedDirection>} */ { name, text }) =>
      typeof name === "string" && typeof text === "string");
  } catch {
    return [];
  }
}

/** @param {SavedDirection[]} all */
function store(all) {
  try {
    window.localStorage.setItem(STORED_AS, JSON.stringify(all));
  } catch {
    // A private window does not keep them.
  }
}
