// Which twenty images a round shows, and what D says of them. A seed gives the same round everywhere.

/** @import { Quality } from "../../shared/frontend/quality_curve.js" */
/**
 * @typedef {object} Discriminator D at one moment
 * @property {number} images_seen
 * @property {number[]} reals its logits of the reals
 * @property {number[][]} fakes of the fakes of each moment
 *
 * @typedef {object} Deck what gan_core/generator/deck.py describes
 * @property {string} title
 * @property {string} data
 * @property {string} kind
 * @property {number} image_size
 * @property {number} channels
 * @property {string[]} class_names
 * @property {{ index: number[], class: number[] }} reals
 * @property {{ seed: number[], class: number[] }} fakes
 * @property {number[]} moments
 * @property {Discriminator[]} discriminators
 * @property {"zero" | "midpoint"} threshold
 * @property {(Discriminator & { title: string, threshold: "zero" | "midpoint" })[]} others D of other runs
 * @property {Partial<Quality>} quality
 *
 * @typedef {object} Item
 * @property {boolean} isReal
 * @property {number} moment of a fake; -1 of a real
 * @property {number} row among the reals, or among the fakes of its moment
 * @property {number} place on the sheet
 * @property {string} className "" where D is told none
 *
 * @typedef {object} Choice
 * @property {number} moment from 0, or MIX
 * @property {number} seed
 * @property {number} round from 1
 */

export const HALF = 10; // reals of a round, and fakes
export const MIX = -1; // fakes of all moments
export const ROUNDS = 4; // of a seed and a moment without an image twice: 40 of 60 fakes
export const MAX_SEED = 999_999;

/**
 * The images of a round in their order: HALF reals and HALF fakes, none twice. Nor does an image
 * come back in another round of the same seed, as long as the deck is large enough.
 * @param {Deck} deck
 * @param {Choice} choice
 * @returns {Item[]}
 */
export function itemsOf(deck, { moment, seed, round }) {
  const number = moment === MIX ? deck.moments.length : moment;
  const reals = permutation(deck.reals.index.length, `reals ${seed}`);
  const first = (number * ROUNDS + round - 1) * HALF;
  const items = Array.from({ length: HALF }, (_, at) => realItem(deck, reals[(first + at) % reals.length]));
  items.push(...(moment === MIX ? mixedFakes(deck, seed, round) : fakesOf(deck, moment, seed, (round - 1) * HALF, HALF)));
  return permutation(items.length, `order ${seed} ${number} ${round}`).map((at) => items[at]);
}

/**
 * Up to `count` reals that no round of this seed shows.
 * @param {Deck} deck
 * @param {number} seed
 * @param {number} count
 */
export function unusedReals(deck, seed, count) {
  const shown = (deck.moments.length + 1) * ROUNDS * HALF;
  return permutation(deck.reals.index.length, `reals ${seed}`).slice(shown, shown + count).map((row) => realItem(deck, row));
}

/**
 * As many fakes of each moment as of any other; whose turn the rest is, changes with the round.
 * @param {Deck} deck
 * @param {number} seed
 * @param {number} round
 */
function mixedFakes(deck, seed, round) {
  const { moments } = deck;
  const most = Math.ceil(HALF / moments.length);
  // From the end, where the rounds of one moment do not come.
  const start = deck.fakes.seed.length - round * most;
  return moments.flatMap((_, moment) => {
    const turn = (moment + round) % moments.length;
    const count = Math.floor(HALF / moments.length) + Number(turn < HALF % moments.length);
    return fakesOf(deck, moment, seed, start, count);
  });
}

/**
 * @param {Deck} deck
 * @param {number} moment
 * @param {number} seed
 * @param {number} first
 * @param {number} count
 */
function fakesOf(deck, moment, seed, first, count) {
  const shuffled = permutation(deck.fakes.seed.length, `fakes ${seed} ${moment}`);
  return Array.from({ length: count }, (_, at) => {
    const row = shuffled[(first + at + shuffled.length) % shuffled.length];
    const place = deck.reals.index.length + moment * shuffled.length + row;
    return { isReal: false, moment, row, place, className: deck.class_names[deck.fakes.class[row]] ?? "" };
  });
}

/**
 * @param {Deck} deck
 * @param {number} row
 * @returns {Item}
 */
function realItem(deck, row) {
  return { isReal: true, moment: -1, row, place: row, className: deck.class_names[deck.reals.class[row]] ?? "" };
}

/**
 * Fakes of one moment to choose from. In the first round they are those that no round of Be D with this seed and
 * moment shows.
 * @param {Deck} deck
 * @param {Choice} choice
 * @param {number} count
 */
export function choiceOfFakes(deck, { moment, seed, round }, count) {
  return fakesOf(deck, moment, seed, ROUNDS * HALF + (round - 1) * count, count);
}

/**
 * Reals among which a neighbour judges the chosen fakes.
 * @param {Deck} deck
 * @param {Choice} choice
 * @param {number} count
 */
export function otherReals(deck, { moment, seed, round }, count) {
  const order = permutation(deck.reals.index.length, `others ${seed} ${moment} ${round}`);
  return order.slice(0, count).map((row) => realItem(deck, row));
}

/**
 * @typedef {object} Judge a D with its threshold
 * @property {string} name
 * @property {number} imagesSeen
 * @property {boolean} isOwn of the moment that the fakes are of, in their own training
 * @property {(item: Item) => number} score of an item: its logit above the threshold; above 0 it says real
 * @property {number[]} reals scores of all reals of the deck
 * @property {number[]} fakes of all fakes of the moment
 */

/**
 * D for a round: that of the moment where it is known, else that of the end of the run. `null`
 * where no D is known.
 * @param {Deck} deck
 * @param {number} moment
 * @returns {Judge | null}
 */
export function discriminatorOf(deck, moment) {
  return judgesOf(deck, moment).find(({ isOwn }) => isOwn) ?? null;
}

/**
 * Every D that is known, of this run and then of others; one of them is the round's own.
 * @param {Deck} deck
 * @param {number} moment
 * @returns {Judge[]}
 */
export function judgesOf(deck, moment) {
  const { discriminators: known, others = [], moments, threshold } = deck;
  const own = known.find(({ images_seen: seen }) => seen === moments[moment]) ?? known.at(-1);
  return [
    ...known.map((D) => judge(D, moment, threshold, `D at ${D.images_seen.toLocaleString("en")} images seen`, D === own)),
    ...others.map((D) => judge(D, moment, D.threshold, `D of another training: ${D.title}, ${D.images_seen.toLocaleString("en")} images seen`, false)),
  ];
}

/**
 * @param {Discriminator} D
 * @param {number} moment
 * @param {"zero" | "midpoint"} kind of threshold
 * @param {string} name
 * @param {boolean} isOwn
 * @returns {Judge}
 */
function judge(D, moment, kind, name, isOwn) {
  const fakes = moment === MIX ? D.fakes.flat() : D.fakes[moment];
  const threshold = kind === "zero" ? 0 : (mean(D.reals) + mean(fakes)) / 2;
  const above = (/** @type {number} */ logit) => logit - threshold;
  return {
    name, isOwn, imagesSeen: D.images_seen,
    score: (item) => above(item.isReal ? D.reals[item.row] : D.fakes[item.moment][item.row]),
    reals: D.reals.map(above), fakes: fakes.map(above),
  };
}

/** @param {number[]} values */
function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * The numbers below `count` in an order that `words` alone decide (Fisher and Yates).
 * @param {number} count
 * @param {string} words
 */
export function permutation(count, words) {
  const draw = randomOf(words);
  const order = Array.from({ length: count }, (_, at) => at);
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(draw() * (last + 1));
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}

/**
 * Numbers in [0, 1): the words are hashed by FNV-1a to the start of a Weyl sequence, each of whose
 * terms is mixed by the finaliser of MurmurHash3.
 * @param {string} words
 */
function randomOf(words) {
  let state = 0x811c9dc5;
  for (const letter of words) state = Math.imul(state ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
  };
}
