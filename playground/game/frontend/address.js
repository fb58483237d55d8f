// Which round the address asks for: game, deck, moment, seed, round, and the code of a class.

import { isCode } from "../../shared/frontend/class_client.js";
import { MAX_SEED, MIX, ROUNDS } from "./rounds.js";

/**
 * @typedef {{ id: string, title: string, moments: number[] }} DeckEntry of a run's deck that is still to
 *   be made there are no moments
 * @typedef {"d" | "g" | "copies"} Game be D, be G, or find the copies
 * @typedef {object} Place
 * @property {Game} as
 * @property {DeckEntry} deck
 * @property {number} moment from 0, or MIX
 * @property {number} seed
 * @property {number} round from 1
 * @property {string} code of the class; "" without
 * @property {string} question of the class that a round answers
 */

const QUESTION = /^[a-z0-9][a-z0-9-]{0,39}$/;
const USUAL_QUESTION = "game";
/** @type {Game[]} */
const GAMES = ["d", "g", "copies"];

/**
 * What the address asks for; where it cannot be had, the usual, and one sentence that says so.
 * @param {string} search
 * @param {DeckEntry[]} decks
 * @param {() => number} [random]
 * @returns {Place & { notice: string }}
 */
export function readAddress(search, decks, random = Math.random) {
  const query = new URLSearchParams(search);
  /** @type {string[]} */
  const wrong = [];
  /**
   * @template T
   * @param {string} name
   * @param {(text: string) => T | undefined} read
   * @param {T} usual
   */
  const value = (name, read, usual) => {
    const text = query.get(name);
    const found = text === null ? undefined : read(text);
    if (text !== null && found === undefined) wrong.push(name);
    return found ?? usual;
  };
  const as = value("as", (text) => GAMES.find((one) => one === text), "d");
  const deck = value("deck", (id) => decks.find((one) => one.id === id), decks[0]);
  const moment = value("moment", (text) => momentOf(text, deck, as), 0);
  const seed = value("seed", (text) => whole(text, 0, MAX_SEED), newSeed(random));
  const round = value("round", (text) => whole(text, 1, ROUNDS), 1);
  const code = value("class", (text) => (isCode(text) ? text : undefined), "");
  const question = value("question", (text) => (QUESTION.test(text) ? text : undefined), USUAL_QUESTION);
  const notice = wrong.length
    ? `What the address says of ${wrong.join(", ")} cannot be; the game begins without it.`
    : "";
  return { as, deck, moment, seed, round, code, question, notice };
}

/**
 * The address of a round, as it follows the "?".
 * @param {Place} place
 */
export function writeAddress({ as, deck, moment, seed, round, code, question }) {
  const ofDeck = { deck: deck.id, moment: moment === MIX ? "mix" : String(moment + 1) };
  const query = new URLSearchParams({
    ...(as === "d" ? {} : { as }), ...(as === "copies" ? {} : ofDeck), seed: String(seed), round: String(round),
  });
  if (code) query.set("class", code);
  if (code && question !== USUAL_QUESTION) query.set("question", question);
  return query.toString();
}

/**
 * A moment of this deck: the same where the game has one, else the first.
 * @param {DeckEntry} deck
 * @param {number} moment
 * @param {Game} as
 */
export function fitting({ moments }, moment, as) {
  return (moment === MIX ? mayMix(moments, as) : moment < moments.length) ? moment : 0;
}

/** Whether a round may mix the moments of a deck. @param {number[]} moments @param {Game} as */
export function mayMix(moments, as) {
  return as === "d" && moments.length > 1;
}

/** @param {() => number} [random] */
export function newSeed(random = Math.random) {
  return Math.floor(random() * (MAX_SEED + 1));
}

/**
 * @param {string} text
 * @param {DeckEntry} deck
 * @param {Game} as
 */
function momentOf(text, deck, as) {
  if (text === "mix" && mayMix(deck.moments, as)) return MIX;
  const number = whole(text, 1, deck.moments.length);
  return number === undefined ? undefined : number - 1;
}

/**
 * @param {string} text
 * @param {number} low
 * @param {number} high
 */
function whole(text, low, high) {
  const number = /^[0-9]{1,9}$/.test(text) ? Number(text) : NaN;
  return number >= low && number <= high ? number : undefined;
}
