// After a round: your numbers beside D's on the same images, who caught what, and how rounds compare.

import { areaUnderRoc, pooled, tableOf } from "../../shared/frontend/detection.js";
import { element } from "../../shared/frontend/elements.js";
import { qualityCurve } from "../../shared/frontend/quality_curve.js";
import { groupsOf } from "./groups.js";
import { countsTable, measuresTable } from "./measures.js";
import { otherDs } from "./other_ds.js";
import { againstD, biasWords, changeWords, headline, momentWords, skillWords, tips } from "./words.js";

/** @import { Answer } from "./play.js" */
/** @import { Deck, Item, Judge } from "./rounds.js" */
/** @import { LoadedDeck } from "./deck_client.js" */
/** @import { Played } from "./tab_memory.js" */
/** @import { Table } from "../../shared/frontend/detection.js" */
/**
 * @typedef {object} Round
 * @property {LoadedDeck} loaded
 * @property {Item[]} items
 * @property {Answer[]} answers
 * @property {Judge | null} D
 * @property {"" | "you" | "D" | "same"} expected
 * @property {number} moment
 */

/**
 * The tables of you and of D.
 * @param {Round} round
 * @returns {{ you: Table, D: Table | null }}
 */
export function tablesOf({ items, answers, D }) {
  return {
    you: tableOf(items.map(({ isReal }, at) => ({ isReal, saidReal: answers[at].saidReal }))),
    D: D && tableOf(items.map((item) => ({ isReal: item.isReal, saidReal: D.score(item) > 0 }))),
  };
}

/**
 * @param {(name: string) => any} find
 * @param {Round} round
 * @param {Played | undefined} before the round before this one, with the same deck and moment
 * @param {number} number of this round
 * @param {Played[]} all rounds of this tab with this deck
 */
export function showResult(find, round, before, number, all) {
  const { loaded, D } = round;
  const { deck } = loaded;
  const tables = tablesOf(round);
  find("headline").textContent = headline(tables.you);
  const verdicts = [skillWords(tables.you), biasWords(tables.you)];
  if (tables.D) verdicts.push(againstD(tables.you, tables.D, round.expected));
  find("verdicts").replaceChildren(...verdicts.map((words) => element("p", {}, words)));
  const you = { name: "You", table: tables.you, area: areaOfAnswers(round) };
  const other = D && tables.D && { name: "D", table: tables.D, area: areaOf(round.items, (item) => D.score(item)) };
  find("numbers").replaceChildren(
    countsTable(tables.you), measuresTable(you, other, "with-D"), element("p", { class: "fine" }, onWhat(round)),
  );
  find("comparison").replaceChildren(...(before ? comparison(before, tables.you, number) : []));
  find("others").replaceChildren(...otherDs(deck, round.items, round.moment));
  find("groups").replaceChildren(...groupsOf(loaded, round.items.map((item, at) => (
    { item, saidReal: round.answers[at].saidReal, score: D ? D.score(item) : null }
  ))));
  find("tips").replaceChildren(...tipsOf(deck.kind));
  find("history").replaceChildren(...history(deck, all));
}

/** @param {Round} round */
function onWhat({ loaded, items, D, moment }) {
  const { deck } = loaded;
  const half = items.length / 2;
  const threshold = deck.threshold === "zero"
    ? "D says real above a logit of 0."
    : "Only differences of D’s logits mean anything with its loss: it says real above the middle of its mean logits of all reals and fakes of the deck.";
  const ofD = D ? ` D is that of ${D.imagesSeen.toLocaleString("en")} images seen; it judged the same pixels, each alone. ${threshold}` : " D is not known for this deck.";
  return `${items.length} images: ${half} of ${deck.data}, and ${half} of G_ema at ${momentWords(deck.moments, moment)}. In brackets: 95% intervals.${ofD}`;
}

/**
 * Answers as scores from surely fake to surely real; null where nobody asked how sure.
 * @param {Round} round
 */
function areaOfAnswers({ items, answers }) {
  if (!answers.every(({ sureness }) => sureness)) return null;
  const score = new Map(items.map((item, at) => [item, (answers[at].saidReal ? 1 : -1) * (answers[at].sureness - 0.5)]));
  return areaOf(items, (item) => score.get(item) ?? 0);
}

/**
 * @param {Item[]} items
 * @param {(item: Item) => number} score
 */
function areaOf(items, score) {
  const of = (/** @type {boolean} */ isReal) => items.filter((item) => item.isReal === isReal).map(score);
  return areaUnderRoc(of(true), of(false));
}

/**
 * @param {Played} before
 * @param {Table} now
 * @param {number} number
 */
function comparison(before, now, number) {
  const [first, second] = [
    { name: `Round ${before.round}`, table: before.you, area: null },
    { name: `Round ${number}`, table: now, area: null },
  ];
  return [
    element("h3", {}, `Round ${before.round} and round ${number}`),
    element("p", {}, changeWords(before.you, now)),
    measuresTable(first, second, "with-round"),
  ];
}

/** @param {string} kind */
function tipsOf(kind) {
  const list = element("ul", {}, ...tips(kind).map(([name, words]) => element("li", {}, element("strong", {}, `${name}. `), words)));
  return [
    element("h3", {}, "Tips for the next round"), list,
    element("p", { class: "fine" }, "Tips make people suspicious: watch whether d′ rises, or only c."),
  ];
}

/**
 * Your d' at each moment, of all rounds in this tab; nothing before there are two moments.
 * @param {Deck} deck
 * @param {Played[]} all
 */
function history({ moments, quality }, all) {
  const judged = moments.flatMap((seen, at) => {
    const rounds = all.filter(({ moment }) => moment === at);
    if (!rounds.length) return [];
    const ofD = rounds.flatMap(({ D }) => (D ? [D] : []));
    return [{ at, seen, people: pooled(rounds.map(({ you }) => you)), D: ofD.length ? pooled(ofD) : null }];
  });
  if (judged.length < 2) return [];
  return [element("h3", {}, "d′ as G learns, of your rounds in this tab"), qualityCurve("You", judged, quality)];
}
