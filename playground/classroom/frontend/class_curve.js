// The class's own quality curve: d' of all its rounds of the game, by the moment of the training whose fakes it judged.

import { api } from "../../shared/frontend/api.js";
import { ask } from "../../shared/frontend/ask.js";
import { pooled } from "../../shared/frontend/detection.js";
import { element } from "../../shared/frontend/elements.js";
import { qualityCurve } from "../../shared/frontend/quality_curve.js";

/** @import { Table } from "../../shared/frontend/detection.js" */
/** @import { Moment, Quality } from "../../shared/frontend/quality_curve.js" */
/**
 * @typedef {{ title: string, moments: number[], quality: Partial<Quality> }} DeckAbout
 * @typedef {{ deck: string, moment: string, rounds: number } & Record<string, any>} Rounds sums of counts; of D's, too,
 *   where it is known; of "mix" those of fakes also by moment, as lists under names that end in "_at"
 */

/** @type {Map<string, DeckAbout | null>} null where the server has no such deck: a name that nobody's game has sent */
const decks = new Map();

/** Ask for the decks of these rounds. @param {Rounds[]} rounds */
export async function knowDecks(rounds) {
  await Promise.all([...new Set(rounds.map(({ deck }) => deck))].filter((id) => !decks.has(id)).map(async (id) => {
    const answer = await ask(api(`decks/${encodeURIComponent(id)}/deck.json`)).catch(() => null);
    decks.set(id, answer && await answer.json());
  }));
}

/** A curve for each deck; it fills itself where a deck is still to be asked for. @param {Rounds[]} rounds */
export function classCurves(rounds) {
  const box = element("div", "class-curves");
  const fill = () => box.replaceChildren(...[...new Set(rounds.map(({ deck }) => deck))].flatMap((id) => {
    const about = decks.get(id);
    const moments = about ? judgedMoments(rounds.filter(({ deck }) => deck === id), about.moments) : [];
    if (!about || !moments.length) return [];
    return [element("h3", {}, `d′ as G learns: ${about.title}`), qualityCurve("The class", moments, about.quality)];
  }));
  fill();
  if (rounds.some(({ deck }) => !decks.has(deck))) knowDecks(rounds).then(fill);
  return box;
}

/**
 * Rounds of one moment and the share that mixed rounds have in it, pooled. A mixed round's reals count at each.
 * @param {Rounds[]} rounds of one deck
 * @param {number[]} seen images at each moment of the deck
 * @returns {Moment[]}
 */
export function judgedMoments(rounds, seen) {
  return seen.flatMap((images, at) => {
    const of = (/** @type {string} */ player) => rounds.flatMap((sums) => tableAt(sums, at, player) ?? []);
    const [people, D] = [of(""), of("D_")];
    if (!people.length) return [];
    return [{ at, seen: images, people: pooled(people), D: D.length === people.length ? pooled(D) : null }];
  });
}

/**
 * @param {Rounds} sums
 * @param {number} at
 * @param {string} player before the names of the counts
 * @returns {Table | null}
 */
function tableAt(sums, at, player) {
  const count = (/** @type {string} */ name) => sums[`${player}${name}`];
  const ofFakes = (/** @type {string} */ name) => (sums.moment === "mix" ? count(`${name}_at`)?.[at] : count(name));
  if (sums.moment !== "mix" && sums.moment !== String(at + 1)) return null;
  const table = { hits: count("hits"), misses: count("misses"), falseAlarms: ofFakes("falseAlarms"), rejections: ofFakes("rejections") };
  const isWhole = Object.values(table).every(Number.isInteger) && table.hits + table.misses > 0 && table.falseAlarms + table.rejections > 0;
  return isWhole ? table : null;
}
