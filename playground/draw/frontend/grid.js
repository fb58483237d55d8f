// The drawings of a set as D will see them, the newest first; one's own can be deleted.

import { element } from "../../shared/frontend/elements.js";

/** @import { Drawing } from "./drawings_api.js" */

export class Grid {
  /**
   * @param {HTMLElement} list
   * @param {(drawing: Drawing) => void} onDelete
   */
  constructor(list, onDelete) {
    this.list = list;
    this.onDelete = onDelete;
    /** @type {Map<string, HTMLElement>} items by key */
    this.items = new Map();
  }

  get size() { return this.items.size; }

  /** @param {Drawing[]} drawings all that the server sends, the newest first */
  show(drawings) {
    const before = this.items;
    this.items = new Map();
    for (const drawing of drawings) {
      this.items.set(keyOf(drawing), before.get(keyOf(drawing)) ?? this.item(drawing));
    }
    // Items that stay are not moved: a button keeps the focus.
    for (const [key, item] of before) if (!this.items.has(key)) item.remove();
    [...this.items.values()].forEach((item, place) => {
      if (this.list.children[place] !== item) this.list.insertBefore(item, this.list.children[place] ?? null);
    });
  }

  /** @param {Drawing} drawing the newest */
  add(drawing) {
    this.remove(drawing); // drawn twice alike it is one drawing
    const item = this.item(drawing);
    this.items = new Map([[keyOf(drawing), item], ...this.items]);
    this.list.prepend(item);
  }

  /** @param {Drawing} drawing */
  remove(drawing) {
    this.items.get(keyOf(drawing))?.remove();
    this.items.delete(keyOf(drawing));
  }

  /** @param {Drawing} drawing */
  item(drawing) {
    const item = element("li");
    const image = Object.assign(new Image(28, 28), { src: address(drawing), alt: `Drawing of ${drawing.class}` });
    item.append(image, element("span", "", drawing.class));
    if (drawing.mine) {
      const button = Object.assign(element("button", "", "×"), { type: "button", title: "Delete" });
      button.setAttribute("aria-label", `Delete this drawing of ${drawing.class}`);
      button.addEventListener("click", () => this.onDelete(drawing));
      item.append(button);
    }
    return item;
  }
}

/** @param {Drawing} drawing */
function keyOf({ id, class: className }) {
  return `${className}/${id}`;
}

/** @param {Drawing} drawing */
export function address({ png }) {
  return `data:image/png;base64,${png}`;
}
