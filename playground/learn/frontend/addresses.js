// Addresses of lessons, which keep what the page was opened with.

import { page } from "../../shared/frontend/api.js";

const KEPT = Object.freeze(["teacher", "class", "lock", "hide"]);

/** @param {Record<string, string>} query of the new address @param {string} [search] of the present one */
export function learn(query, search = location.search) {
  const now = new URLSearchParams(search);
  const kept = Object.fromEntries(KEPT.flatMap((name) => {
    const value = now.get(name);
    return value === null ? [] : [[name, value]];
  }));
  return page("learn", { ...kept, ...query });
}

/** The same for students: nothing of it is the teacher's.
 * @param {Record<string, string>} query @param {string} [search] */
export function forStudents(query, search = location.search) {
  const now = new URLSearchParams(search);
  now.delete("teacher");
  return learn(query, now.toString());
}

/** A link of a plan or a transfer, in the class where there is one.
 * @param {string} name of the page @param {Record<string, string>} query */
export function onward(name, query) {
  const code = new URLSearchParams(location.search).get("class");
  return page(name, code ? { ...query, class: code } : query);
}
