// Which runs are shown and in what order: searched, filtered, sorted, and kept in the address.

import { isActive } from "../../shared/frontend/run_row.js";

/**
 * @import { Run } from "../../shared/frontend/run_row.js"
 * @typedef {{ show: string, q: string, recipe: string, data: string, state: string, tag: string, mine: string, sort: string,
 *   metric: string, within: string, on: string }} View "" stands for all, or for the first choice
 */

export const SHOWN = [["", "All runs"], ["leaderboard", "Leaderboard"], ["trash", "Trash"]];
export const STATES = [["active", "training or waiting"], ["done", "done"], ["stopped", "stopped"], ["failed", "failed"]];
export const SORTS = [["", "newest first"], ["changed", "last changed first"], ["name", "by name"], ["best", "by best metric"], ["longest", "longest training first"]];
export const BUDGETS = [
  ["", "any time"], ["30", "30 s"], ["60", "1 min"], ["120", "2 min"], ["300", "5 min"], ["600", "10 min"], ["1800", "30 min"], ["3600", "1 h"],
];

/** @type {View} */
const ALL = { show: "", q: "", recipe: "", data: "", state: "", tag: "", mine: "", sort: "", metric: "", within: "", on: "" };
const NAMES = /** @type {(keyof View)[]} */ (Object.keys(ALL));
const FILTERS = /** @type {(keyof View)[]} */ (["q", "recipe", "data", "state", "tag", "mine"]);
const LONGEST = 200; // characters of a value in the address
/** What else an address asks for is the first choice, not an empty page. @type {Partial<Record<keyof View, string[][]>>} */
const CHOICES = { show: SHOWN, state: STATES, sort: SORTS, within: BUDGETS };

/** @param {string} search of an address @returns {View} */
export function viewIn(search) {
  const given = new URLSearchParams(search);
  const value = (/** @type {keyof View} */ name) => {
    const text = (given.get(name) ?? "").slice(0, LONGEST), choices = CHOICES[name];
    return choices && !choices.some(([each]) => each === text) ? "" : text;
  };
  return /** @type {View} */ (Object.fromEntries(NAMES.map((name) => [name, value(name)])));
}

/** The address of this view; parameters of others stay, before it. @param {Pick<Location, "pathname" | "search" | "hash">} place @param {View} view */
export function addressOf({ pathname, search, hash }, view) {
  const query = new URLSearchParams(search);
  for (const name of NAMES) {
    query.delete(name);
    if (view[name]) query.append(name, view[name]);
  }
  const text = query.toString();
  return pathname + (text ? `?${text}` : "") + hash;
}

/** Whether anything is left out. @param {View} view */
export const isFiltered = (view) => FILTERS.some((name) => view[name]);

/** The same view of everything. @param {View} view @returns {View} */
export const unfiltered = (view) => ({ ...view, ...Object.fromEntries(FILTERS.map((name) => [name, ""])) });

/** Letters alone: capitals and accents do not count in a search. @param {string} text */
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** @param {Run} run */
const textOf = (run) => plain([run.number, run.name, run.note, ...run.tags, run.recipe, run.data, run.owner, run.word, run.finding?.title ?? ""].join("\n"));

/** @param {Run} run @param {string} wanted one of STATES */
function isIn(run, wanted) {
  if (wanted === "active") return isActive(run);
  return run.state === wanted || (wanted === "failed" && run.state === "interrupted");
}

/**
 * The runs of a view, in its order. Every word of the search must be somewhere in a run.
 * @param {Run[]} runs the newest first
 * @param {View} view
 * @param {Set<string>} mine ids
 */
export function chosen(runs, view, mine) {
  const words = plain(view.q).split(/\s+/).filter(Boolean);
  const found = runs.filter((run) => (!view.recipe || run.recipe === view.recipe) && (!view.data || run.data === view.data)
    && (!view.state || isIn(run, view.state)) && (!view.tag || run.tags.includes(view.tag)) && (!view.mine || mine.has(run.id))
    && (!words.length || holds(textOf(run), words)));
  return Object.hasOwn(ORDERS, view.sort) ? found.sort(ORDERS[view.sort]) : found;
}

/** @param {string} text @param {string[]} words */
const holds = (text, words) => words.every((word) => text.includes(word));

/** What a list calls a run: its name, else what its folder is called. @param {Pick<Run, "id" | "name">} run */
export const titleOf = ({ id, name }) => name || id.slice(6);

/** @param {string} a @param {string} b */
const byText = (a, b) => a.localeCompare(b, "en", { numeric: true, sensitivity: "base" });

/** @type {Record<string, (a: Run, b: Run) => number>} */
const ORDERS = {
  changed: (a, b) => (b.updated ?? 0) - (a.updated ?? 0),
  name: (a, b) => byText(titleOf(a), titleOf(b)),
  longest: (a, b) => (b.seconds ?? 0) - (a.seconds ?? 0),
  // Distances compare on the same images, features and number of samples alone: each such group by itself.
  best: (a, b) => Number(!a.best) - Number(!b.best) || byText(a.data, b.data)
    || byText(a.best?.name ?? "", b.best?.name ?? "") || (b.best?.samples ?? 0) - (a.best?.samples ?? 0) || (a.best?.value ?? 0) - (b.best?.value ?? 0),
};

/**
 * What there is to choose: each value with how many runs have it, in the order of the alphabet.
 * @param {Run[]} runs
 * @param {(run: Run) => string[]} valuesOf
 * @returns {[string, number][]}
 */
export function counted(runs, valuesOf) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const value of runs.flatMap(valuesOf)) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => byText(a, b));
}

/** Tags as typed, separated by commas. @param {string} text */
export const tagsIn = (text) => text.split(/[,\n;]/).map((tag) => tag.trim()).filter(Boolean);
