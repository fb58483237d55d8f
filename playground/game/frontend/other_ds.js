// Would another D have caught them? The images of a round before every D that is known: of other moments
// of the same training, and of other trainings.

import { areaUnderRoc, tableOf } from "../../shared/frontend/detection.js";
import { element } from "../../shared/frontend/elements.js";
import { intervalChart } from "./interval_chart.js";
import { judgesOf } from "./rounds.js";

/** @import { Estimate } from "../../shared/frontend/detection.js" */
/** @import { Deck, Item, Judge } from "./rounds.js" */
/** @typedef {{ judge: Judge, right: number, area: Estimate }} Tried */

/**
 * Nothing where fewer than two Ds are known.
 * @param {Deck} deck
 * @param {Item[]} items
 * @param {number} moment
 * @returns {HTMLElement[]}
 */
export function otherDs(deck, items, moment) {
  const tried = judgesOf(deck, moment).map((judge) => trial(judge, items));
  if (tried.length < 2) return [];
  const { reals, fakes } = tried[0].judge;
  const head = element("tr", {}, ...["D", `right of these ${items.length}`, "AUC (95% interval)", ""].map((words) => element("th", { scope: "col" }, words)));
  const rows = tried.map(({ judge, right, area }) => element("tr", { class: judge.isOwn ? "own" : "" },
    element("th", { scope: "row" }, judge.name, ...(judge.isOwn ? [element("small", {}, "trained against these fakes’ G, up to this moment")] : [])),
    element("td", {}, String(right)),
    element("td", {}, `${area.value.toFixed(2)} (${area.low.toFixed(2)} to ${area.high.toFixed(2)})`),
    element("td", { class: "chart" }, intervalChart({ low: 0, high: 1, guess: 0.5, first: null, second: area }))));
  const details = element("details", {},
    element("summary", {}, "Would another D have caught them? Predict, then open"),
    element("p", {}, conclusion(tried)),
    element("table", { class: "other-ds" }, element("thead", {}, head), element("tbody", {}, ...rows)),
    element("p", { class: "fine" }, `AUC: the chance that D’s logit of a real image is above that of a fake; 0.5 is guessing, 1 perfect. On all ${reals.length} reals and ${fakes.length} fakes of this moment in the deck, which no D was trained on.`));
  return [details];
}

/** @param {Judge} judge @param {Item[]} items @returns {Tried} */
function trial(judge, items) {
  const { hits, rejections } = tableOf(items.map((item) => ({ isReal: item.isReal, saidReal: judge.score(item) > 0 })));
  return { judge, right: hits + rejections, area: areaUnderRoc(judge.reals, judge.fakes) };
}

/**
 * What the areas say, beyond chance.
 * @param {{ judge: Pick<Judge, "isOwn" | "reals" | "fakes">, area: Estimate }[]} tried
 */
export function conclusion(tried) {
  const own = tried.find(({ judge }) => judge.isOwn);
  const others = tried.filter(({ judge }) => !judge.isOwn);
  const worse = others.filter(({ judge }) => own && lowestLead(own.judge, judge) > 0).length;
  const guessing = others.filter(({ area }) => area.low <= 0.5 && area.high >= 0.5).length;
  if (!worse) return "Here the others do about as well: what gives these fakes away is the same for them.";
  const all = worse === others.length ? (worse === 1 ? "The other D does" : `All ${worse} others do`) : `${worse} of the ${others.length} others ${worse === 1 ? "does" : "do"}`;
  const lost = guessing ? ` ${guessing === 1 ? "One" : guessing} cannot be told from guessing.` : "";
  return `${all} worse.${lost} D learns the flaws of the G that it trains against, at that time; it is no detector of fakes as such.`;
}

/**
 * The lower end of the 95% interval of how much larger the first area is than the second, on the same images
 * (DeLong, DeLong and Clarke-Pearson 1988).
 * @param {Pick<Judge, "reals" | "fakes">} first
 * @param {Pick<Judge, "reals" | "fakes">} second
 */
function lowestLead(first, second) {
  const [a, b] = [placements(first), placements(second)];
  const [ofReals, ofFakes] = [0, 1].map((kind) => a[kind].map((value, at) => value - b[kind][at]));
  const lead = mean(ofReals);
  const variance = [ofReals, ofFakes].reduce((sum, leads) =>
    sum + leads.reduce((total, value) => total + (value - lead) ** 2, 0) / (leads.length - 1) / leads.length, 0);
  return lead - 1.96 * Math.sqrt(variance);
}

/**
 * For each real the share of fakes that score below it, for each fake the share of reals above it; ties count half.
 * @param {Pick<Judge, "reals" | "fakes">} scores
 */
function placements({ reals, fakes }) {
  const above = (/** @type {number} */ real, /** @type {number} */ fake) => Number(real > fake) + Number(real === fake) / 2;
  return [reals.map((real) => mean(fakes.map((fake) => above(real, fake)))), fakes.map((fake) => mean(reals.map((real) => above(real, fake))))];
}

/** @param {number[]} values */
function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
