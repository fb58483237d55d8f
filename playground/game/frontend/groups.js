// The images of a round by who was right about them: both, only you, only D, nobody.

import { element } from "../../shared/frontend/elements.js";
import { signed } from "../../shared/frontend/detection.js";

/** @import { Item } from "./rounds.js" */
/** @import { LoadedDeck } from "./deck_client.js" */
/** @typedef {{ item: Item, saidReal: boolean, score: number | null }} Judged `score` is D's, above 0 real */

const OF_FAKES = ["You both caught", "Only you caught", "Only D caught", "Nobody caught"];
const OF_REALS = ["Both called real", "Only you called real", "Only D called real", "Both called fake by mistake"];

/**
 * @param {LoadedDeck} loaded
 * @param {Judged[]} judged
 */
export function groupsOf(loaded, judged) {
  const part = (/** @type {string} */ title, /** @type {boolean} */ isReal, /** @type {string[]} */ names) => {
    const items = judged.filter(({ item }) => item.isReal === isReal);
    const [both, you, D, none] = split(items);
    const groups = [both, you, D, none]
      .map((members, at) => group(loaded, names[at], members))
      .filter((one) => one !== null);
    return element("section", { class: isReal ? "reals" : "fakes" }, element("h3", {}, title), element("div", { class: "of-kind" }, ...groups));
  };
  const hasD = judged.some(({ score }) => score !== null);
  const without = (/** @type {string} */ right, /** @type {string} */ wrong) => ["", right, "", wrong];
  return [
    part("Made by G", false, hasD ? OF_FAKES : without("You caught", "You took for real")),
    part("Real", true, hasD ? OF_REALS : without("You called real", "You called fake by mistake")),
  ];
}

/**
 * Right by both, by you alone, by D alone, by nobody.
 * @param {Judged[]} judged
 * @returns {[Judged[], Judged[], Judged[], Judged[]]}
 */
export function split(judged) {
  /** @type {[Judged[], Judged[], Judged[], Judged[]]} */
  const groups = [[], [], [], []];
  for (const one of judged) {
    const you = one.saidReal === one.item.isReal;
    const D = one.score !== null && one.score > 0 === one.item.isReal;
    groups[you ? (D ? 0 : 1) : D ? 2 : 3].push(one);
  }
  return groups;
}

/**
 * @param {LoadedDeck} loaded
 * @param {string} name
 * @param {Judged[]} members
 */
function group(loaded, name, members) {
  if (!members.length || !name) return null;
  const list = element("ul", {}, ...members.map((one) => element("li", {}, tile(loaded, one))));
  return element("div", { class: "group" }, element("h4", {}, `${name} (${members.length})`), list);
}

/**
 * @param {LoadedDeck} loaded
 * @param {Judged} judged
 */
function tile(loaded, { item, saidReal, score }) {
  const { deck } = loaded;
  const what = item.isReal
    ? `real, test image ${deck.reals.index[item.row]}`
    : `made by G at ${deck.moments[item.moment].toLocaleString("en")} images seen, seed ${deck.fakes.seed[item.row]}`;
  const D = score === null ? "" : `; D said ${score > 0 ? "real" : "fake"}, logit ${signed(score)} from its threshold`;
  const words = `${item.className ? `${item.className}, ` : ""}${what}; you said ${saidReal ? "real" : "fake"}${D}`;
  const canvas = /** @type {HTMLCanvasElement} */ (element("canvas", { role: "img", "aria-label": words, title: words }));
  loaded.draw(canvas, item);
  return canvas;
}
