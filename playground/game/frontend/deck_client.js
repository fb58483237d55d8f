// A deck from the server: its description and its sheet of images.

import { api } from "../../shared/frontend/api.js";
import { ask } from "../../shared/frontend/ask.js";

/** @import { DeckEntry } from "./address.js" */
/** @import { Deck, Item } from "./rounds.js" */

const COLUMNS = 24; // of the sheet: gan_core/generator/deck.py

/** @type {Map<string, Promise<LoadedDeck>>} */
const loaded = new Map();

export class LoadedDeck {
  /**
   * @param {Deck} deck
   * @param {CanvasImageSource} sheet
   */
  constructor(deck, sheet) {
    this.deck = deck;
    this.sheet = sheet;
  }

  /**
   * Draw an item pixel for pixel; CSS enlarges it, reals and fakes alike.
   * @param {HTMLCanvasElement} canvas
   * @param {Item} item
   */
  draw(canvas, { place }) {
    const side = this.deck.image_size;
    canvas.width = canvas.height = side;
    const [x, y] = [(place % COLUMNS) * side, Math.floor(place / COLUMNS) * side];
    canvas.getContext("2d")?.drawImage(this.sheet, x, y, side, side, 0, 0, side, side);
  }
}

/**
 * The deck `id`, asked for once. Rejects with a sentence.
 * @param {string} id
 * @returns {Promise<LoadedDeck>}
 */
export function load(id) {
  const before = loaded.get(id);
  if (before) return before;
  const answer = fetched(id);
  loaded.set(id, answer);
  answer.catch(() => loaded.delete(id)); // the next press tries again
  return answer;
}

/**
 * Let the server make the deck of a run; what there is of it then. Rejects with a sentence.
 * @param {string} id
 * @returns {Promise<DeckEntry>}
 */
export async function make(id) {
  return (await ask(address(id), { method: "POST" })).json();
}

/** @param {string} id */
async function fetched(id) {
  const answer = await ask(`${address(id)}/deck.json`, {}, "press Start to try again");
  const sheet = new Image();
  sheet.src = `${address(id)}/items.png`;
  await sheet.decode().catch(() => { throw new Error("The images of this deck did not load; press Start to try again."); });
  return new LoadedDeck(await answer.json(), sheet);
}

/** @param {string} id */
function address(id) {
  return api(`decks/${encodeURIComponent(id)}`);
}
