// The counts of a round go to a class: to the vote that it takes now, at one's own pace the first round
// as the first vote, any later one as the second.

import { connect, voteOf } from "../../shared/frontend/class_client.js";
import { element } from "../../shared/frontend/elements.js";
import { tablesOf } from "./result.js";
import { MIX } from "./rounds.js";

/** @import { ClassState } from "../../shared/frontend/class_client.js" */
/** @import { Place } from "./address.js" */
/** @import { Round } from "./result.js" */

/**
 * @param {HTMLElement} line that says how it went
 * @param {Place} place
 * @param {ClassState | null} state of the class
 * @param {Round} round
 */
export async function sendRound(line, place, state, round) {
  const { code, question, seed } = place;
  line.hidden = !code;
  if (!code) return;
  line.textContent = "Sending your counts to the class …";
  try {
    const vote = voteOf(state, question, Math.min(place.round, 2));
    await connect(code).answer({ question, option: "", vote, seed, result: countsOf(place, round) });
    line.textContent = `Class ${code} has your counts.`;
  } catch (error) {
    const retry = element("button", { type: "button" }, "Send again");
    retry.addEventListener("click", () => sendRound(line, place, state, round));
    line.replaceChildren(error instanceof Error ? error.message : String(error), " ", retry);
  }
}

/**
 * Your table and D's, and where a round mixes moments, what was said of the fakes of each.
 * @param {Pick<Place, "deck" | "moment" | "round">} place
 * @param {Round} round
 * @returns {Record<string, number | string | number[]>}
 */
export function countsOf({ deck, moment, round: number }, round) {
  const tables = tablesOf(round);
  const counts = { ...tables.you, deck: deck.id.slice(0, 40), moment: moment === MIX ? "mix" : String(moment + 1), round: number };
  for (const [name, count] of Object.entries(tables.D ?? {})) Object.assign(counts, { [`D_${name}`]: count });
  if (moment === MIX) {
    const parts = round.loaded.deck.moments.map((_, at) => tablesOf(onlyFakesOf(round, at)));
    for (const name of /** @type {const} */ (["falseAlarms", "rejections"])) {
      Object.assign(counts, { [`${name}_at`]: parts.map(({ you }) => you[name]) });
      if (tables.D) Object.assign(counts, { [`D_${name}_at`]: parts.map(({ D }) => D?.[name] ?? 0) });
    }
  }
  return counts;
}

/** @param {Round} round @param {number} moment @returns {Round} */
function onlyFakesOf(round, moment) {
  const kept = round.items.map((item, at) => ({ item, answer: round.answers[at] })).filter(({ item }) => item.isReal || item.moment === moment);
  return { ...round, items: kept.map(({ item }) => item), answers: kept.map(({ answer }) => answer) };
}
