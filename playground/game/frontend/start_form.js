// The start of the game: which game, deck and moment, a prediction, and some reals to look at.

import { page } from "../../shared/frontend/api.js";
import { element } from "../../shared/frontend/elements.js";
import { fitting, mayMix } from "./address.js";
import { load, make } from "./deck_client.js";
import { MIX, unusedReals } from "./rounds.js";
import { momentWords } from "./words.js";

/** @import { DeckEntry, Game, Place } from "./address.js" */

const EXAMPLES = 12;
const OF_D = ["prediction", "confidence"]; // parts that only this game has

export class StartForm {
  /**
   * @param {(name: string) => any} find
   * @param {DeckEntry[]} decks
   * @param {Place} place which it changes
   * @param {{ changed: () => void, begin: () => void }} on
   */
  constructor(find, decks, place, { changed, begin }) {
    this.find = find;
    this.place = place;
    find("deck").replaceChildren(...decks.map(({ id, title }) => new Option(title, id, false, id === place.deck.id)));
    find("variant").querySelector(`[value=${place.as}]`).checked = true;
    find("by-heart").href = page("learn", { exhibit: "by-heart" });
    find("deck").addEventListener("change", () => {
      const deck = decks.find(({ id }) => id === find("deck").value) ?? decks[0];
      this.choose({ deck });
      changed();
    });
    find("variant").addEventListener("change", (/** @type {any} */ event) => {
      this.choose({ as: event.target.value });
      changed();
    });
    find("moments").addEventListener("change", (/** @type {any} */ event) => {
      Object.assign(place, { moment: Number(event.target.value), round: 1 });
      changed();
    });
    find("choices").addEventListener("submit", (/** @type {Event} */ event) => { event.preventDefault(); begin(); });
    find("begin").disabled = false; // a press before this script listens would be lost
    this.show();
  }

  get hasToMake() {
    return this.place.as !== "copies" && !this.place.deck.moments.length;
  }

  /** @param {{ as?: Game, deck?: DeckEntry }} chosen */
  choose(chosen) {
    const { place } = this;
    Object.assign(place, chosen);
    Object.assign(place, { moment: fitting(place.deck, place.moment, place.as), round: 1 });
    this.show();
  }

  show() {
    const { find, place: { as, deck, moment } } = this;
    for (const about of find("start").querySelectorAll(".about")) about.hidden = about.dataset.as !== as;
    for (const name of OF_D) find(name).hidden = as !== "d";
    find("deck-choice").hidden = as === "copies";
    find("moment-choice").hidden = as === "copies" || !deck.moments.length;
    this.nameBegin();
    const choices = [...deck.moments.keys(), ...(mayMix(deck.moments, as) ? [MIX] : [])];
    find("moments").replaceChildren(...choices.map((at) => {
      const input = /** @type {HTMLInputElement} */ (element("input", { type: "radio", name: "moment", value: String(at) }));
      input.checked = at === moment;
      return element("label", {}, input, ` ${momentWords(deck.moments, at)}`);
    }));
    this.showExamples();
  }

  nameBegin() {
    this.find("begin").textContent = this.hasToMake ? "Make the deck (about a minute)" : "Start";
  }

  /** Reals of the deck, which is asked for before Start is pressed. */
  async showExamples() {
    const { find, place: { as, deck: { id, moments }, seed } } = this;
    find("examples").hidden = true;
    if (!moments.length || as !== "d") return;
    const loaded = await load(id).catch(() => null); // Start says so, if it fails again
    if (!loaded || id !== this.place.deck.id || this.place.as !== "d") return;
    const items = unusedReals(loaded.deck, seed, EXAMPLES);
    find("examples").hidden = items.length < EXAMPLES;
    find("examples").querySelector("div").replaceChildren(...items.map((item) => {
      const canvas = document.createElement("canvas");
      loaded.draw(canvas, item);
      return canvas;
    }));
  }

  /** Let the server make the deck of a run. Rejects with a sentence. */
  async makeDeck() {
    const { deck } = this.place;
    this.find("begin").textContent = "Making the deck …";
    Object.assign(deck, await make(deck.id));
    const option = this.find("deck").querySelector(`option[value="${deck.id}"]`);
    if (option) option.textContent = deck.title;
    if (this.place.deck === deck) this.choose({}); // unless another was chosen meanwhile
  }
}
