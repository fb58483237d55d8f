// The view in the address bar, where reload and shared links find it, and in the history of the tab.

import { fieldsOf, query } from "./view.js";

/** @import { View } from "./view.js" */
/** @typedef {ReturnType<typeof createAddressBar>} AddressBar */

const WRITE_MS = 250; // browsers refuse more than about a hundred changes in half a minute
const OLD_NAMES = ["class_a", "class_b", "edits_a", "edits_b"]; // of links that latent_view.py still reads

/**
 * The address with this view in it. Parameters of others stay.
 * @param {string} address
 * @param {View} view
 * @param {View} defaults
 */
export function addressWith(address, view, defaults) {
  const url = new URL(address);
  for (const name of [...fieldsOf(defaults), ...OLD_NAMES]) url.searchParams.delete(name);
  for (const [name, text] of query(view, defaults)) url.searchParams.set(name, text);
  // Readable: none of these has a meaning of its own within a value.
  const search = url.searchParams.toString().replace(/%3A|%2C|%40|%3B|%7E/g, decodeURIComponent);
  return url.pathname + (search ? `?${search}` : "") + url.hash;
}

/**
 * Each tab that a person opens is an entry of the browser's history; what changes within it is not.
 * The entry carries the view itself, since the address of an old link has older names in it.
 * @param {View} defaults
 * @param {(view: View) => void} onBack Back or Forward has come to an entry with this view
 */
export function createAddressBar(defaults, onBack) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const { pathname } = window.location;
  // Streamlit changes the address before this page is taken away.
  const left = () => window.location.pathname !== pathname;

  /** @param {View} view */
  const entryOf = (view) => /** @type {const} */ ([
    { ...window.history.state, explore: { ...view } }, "", addressWith(window.location.href, view, defaults),
  ]);
  /** @param {View} view */
  function writeNow(view) {
    clearTimeout(timer);
    if (!left()) window.history.replaceState(...entryOf(view));
  }
  /** @param {PopStateEvent} event */
  function onPopState({ state }) {
    clearTimeout(timer); // what was to be written belongs to the entry that was left
    if (state?.explore) onBack({ ...defaults, ...state.explore });
  }
  window.addEventListener("popstate", onPopState);
  return {
    /** @param {View} view */
    write(view) {
      clearTimeout(timer);
      timer = setTimeout(() => writeNow(view), WRITE_MS);
    },
    writeNow,
    /** A new entry of the history. @param {View} view */
    push(view) {
      clearTimeout(timer);
      if (!left()) window.history.pushState(...entryOf(view));
    },
    stop() {
      clearTimeout(timer);
      window.removeEventListener("popstate", onPopState);
    },
  };
}
