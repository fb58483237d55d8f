// You are G: of twelve fakes choose the three that a neighbour will take for real. The neighbour judges
// them among three reals, and D's logits of all twelve are told afterwards.

import { element } from "../../shared/frontend/elements.js";
import { signed } from "../../shared/frontend/detection.js";
import { choiceOfFakes, discriminatorOf, otherReals, permutation } from "./rounds.js";

/** @import { LoadedDeck } from "./deck_client.js" */
/** @import { Answer, Play } from "./play.js" */
/** @import { Choice, Item } from "./rounds.js" */

export const OFFERED = 12;
export const PICKS = 3;

export class Fooling {
  /**
   * @param {(name: string) => any} find
   * @param {Play} play
   * @param {(section: string) => void} show
   */
  constructor(find, play, show) {
    this.find = find;
    this.play = play;
    this.show = show;
    /** @type {Item[]} */
    this.offered = [];
    /** @type {Set<Item>} */
    this.picked = new Set();
    find("hand-over").addEventListener("click", () => this.handOver());
    find("ask-d").addEventListener("click", () => this.finish(null));
    find("neighbour").addEventListener("click", () => this.judge());
  }

  /** @param {LoadedDeck} loaded @param {Choice} choice */
  begin(loaded, choice) {
    this.loaded = loaded;
    this.choice = choice;
    this.offered = choiceOfFakes(loaded.deck, choice, OFFERED);
    this.picked = new Set();
    this.find("offered").replaceChildren(...this.offered.map((item, at) => this.offer(item, at)));
    this.count();
    this.show("pick");
    this.find("pick-title").focus({ preventScroll: true });
  }

  /** @param {Item} item @param {number} at */
  offer(item, at) {
    const words = `Fake ${at + 1}${item.className ? `, ${item.className}` : ""}`;
    const button = element("button", { type: "button", "aria-pressed": "false", "aria-label": words }, this.canvas(item));
    button.addEventListener("click", () => {
      if (this.picked.has(item)) this.picked.delete(item);
      else if (this.picked.size < PICKS) this.picked.add(item);
      button.setAttribute("aria-pressed", String(this.picked.has(item)));
      this.count();
    });
    return button;
  }

  /** @param {Item} item */
  canvas(item) {
    const canvas = document.createElement("canvas");
    this.loaded?.draw(canvas, item);
    return canvas;
  }

  count() {
    const { size } = this.picked;
    this.find("picked").textContent = `${size} of ${PICKS} chosen${size === PICKS ? "; press one again to change your mind" : ""}`;
    for (const name of ["hand-over", "ask-d"]) this.find(name).disabled = size < PICKS;
  }

  handOver() {
    this.show("hand");
    this.find("neighbour").focus({ preventScroll: true });
  }

  judge() {
    const { loaded, choice } = this;
    if (!loaded || !choice) return;
    const items = [...this.picked, ...otherReals(loaded.deck, choice, PICKS)];
    const order = permutation(items.length, `hand ${choice.seed} ${choice.moment} ${choice.round}`);
    const shown = order.map((at) => items[at]);
    this.show("play");
    this.play.begin(loaded, shown, (answers) => this.finish(new Map(shown.map((item, at) => [item, answers[at]]))));
  }

  /** @param {Map<Item, Answer> | null} answers of the neighbour; null where D alone was asked */
  finish(answers) {
    const { loaded, choice, find } = this;
    if (!loaded || !choice) return;
    const D = discriminatorOf(loaded.deck, choice.moment);
    const picked = [...this.picked];
    const fooled = new Set(answers ? picked.filter((item) => answers.get(item)?.saidReal) : []);
    const ranked = D ? [...this.offered].sort((a, b) => D.score(b) - D.score(a)) : this.offered;
    find("fooled-title").textContent = answers
      ? `Your neighbour took ${fooled.size} of your ${PICKS} fakes for real`
      : D ? `D took ${picked.filter((item) => D.score(item) > 0).length} of your ${PICKS} fakes for real` : "No D is known for this deck";
    const words = D ? whatDSays(picked, ranked, (item) => D.score(item), D.imagesSeen) : [];
    if (answers) {
      const reals = [...answers].filter(([item]) => item.isReal);
      words.unshift(`Of the ${reals.length} real ones your neighbour called ${reals.filter(([, { saidReal }]) => saidReal).length} real.`);
    }
    find("fooled-words").replaceChildren(...words.map((sentence) => element("p", {}, sentence)));
    find("ranked").replaceChildren(...ranked.map((item) => this.tile(item, D ? D.score(item) : null, fooled.has(item))));
    this.show("fooled");
    find("fooled-title").focus({ preventScroll: true });
  }

  /** @param {Item} item @param {number | null} score @param {boolean} hasFooled */
  tile(item, score, hasFooled) {
    const isYours = this.picked.has(item);
    const marks = [...(isYours ? ["yours"] : []), ...(hasFooled ? ["fooled your neighbour"] : [])].join(", ");
    const said = score === null ? "" : `${score > 0 ? "real" : "fake"} ${signed(score)}`;
    return element("li", { class: isYours ? "yours" : "" }, this.canvas(item), element("span", {}, said), element("strong", {}, marks));
  }
}

/**
 * @param {Item[]} picked
 * @param {Item[]} ranked by D, the most real first
 * @param {(item: Item) => number} score above 0 real
 * @param {number} imagesSeen by D
 */
export function whatDSays(picked, ranked, score, imagesSeen) {
  const real = picked.filter((item) => score(item) > 0).length;
  const shared = picked.filter((item) => ranked.slice(0, PICKS).includes(item)).length;
  const blind = (PICKS * PICKS) / ranked.length;
  return [
    `D, that of ${imagesSeen.toLocaleString("en")} images seen, calls ${real} of your ${PICKS} real, and ${shared} of them ${shared === 1 ? "is" : "are"} among the ${PICKS} that it finds most real. Three drawn at random share ${blind} with it on average.`,
    "G has nothing but D’s logits to go by: it is changed so that they rise. What a person takes for real it is never told.",
  ];
}
