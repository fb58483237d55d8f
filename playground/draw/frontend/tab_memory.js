// The names last used in this tab, for coming back to the page from another one.

import { recalled, remember as keep } from "../../shared/frontend/tab_memory.js";

const KEY = "draw";

/** @returns {{ set: string, class: string }} */
export function remembered() {
  const { set = "", class: className = "" } = recalled(KEY) ?? {};
  return { set: String(set), class: String(className) };
}

/** @param {{ set: string, class: string }} names */
export function remember(names) {
  keep(KEY, names);
}
