// Undo and redo: two buttons and their keys.

/** @import { Explorer } from "../explorer.js" */

/** @param {Explorer} explorer */
export function createUndo(explorer) {
  const { root, find, history } = explorer;
  const undo = find(".undo", HTMLButtonElement), redo = find(".redo", HTMLButtonElement);
  undo.addEventListener("click", history.undo);
  redo.addEventListener("click", history.redo);
  root.addEventListener("keydown", (event) => {
    const { ctrlKey, metaKey, shiftKey, key, target } = /** @type {KeyboardEvent} */ (event);
    if (!(ctrlKey || metaKey) || key.toLowerCase() !== "z") return;
    // A field that is typed in has an undo of its own.
    if (target instanceof Element && target.matches("input[type=number], input[type=text]")) return;
    event.preventDefault();
    if (shiftKey) history.redo();
    else history.undo();
  });
  return {
    show() {
      undo.disabled = !history.canUndo();
      redo.disabled = !history.canRedo();
    },
  };
}
