// What the page says of a set, and the addresses it leads to.

/** @import { Summary } from "./drawings_api.js" */

/**
 * How many drawings there are, of how many that are needed.
 * @param {Summary} summary
 * @param {number} least
 */
export function countWords({ total, classes }, least) {
  if (total < least) return `${total} of at least ${least}`;
  return `${total.toLocaleString("en")} drawings${classes.length > 1 ? ` in ${classes.length} classes` : ""}`;
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
 * The query of this page, by which others find the set.
 * @param {string} set
 * @param {string} className
 */
export function pageQuery(set, className) {
  return new URLSearchParams(Object.entries({ set, class: className }).filter(([, text]) => text)).toString();
}
