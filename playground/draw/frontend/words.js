// What the page says of a set, and the addresses it leads to.

/** @import { Summary } from "./drawings_api.js" */

/**
 * How many drawings there are, of how many that are needed, and how many of them are on the page.
 * @param {Summary} summary
 * @param {{ least: number, shown: number }} counts
 */
export function countWords({ total, classes }, { least, shown }) {
  if (total < least) return `${total} of at least ${least}`;
  const inClasses = classes.length > 1 ? ` in ${classes.length} classes` : "";
  return `${total.toLocaleString("en")} drawings${inClasses}${shown < total ? `, the newest ${shown} shown` : ""}`;
}

/**
 * The query of Train's form, filled in with a set.
 * @param {string} set
 * @param {Record<string, string>} training recipe, minutes, settings
 */
export function trainQuery(set, training) {
  return { ...training, dataset: `drawn:${set}` };
}

/**
 * The query of this page, by which others find the set. Parameters of others stay.
 * @param {string} query of now
 * @param {{ set: string, class: string }} names
 */
export function pageQuery(query, names) {
  const parameters = new URLSearchParams(query);
  for (const [name, text] of Object.entries(names)) {
    if (text) parameters.set(name, text);
    else parameters.delete(name);
  }
  return parameters.toString();
}
