// The view in the address bar, where reload and shared links find it.

import { fieldsOf, query } from "./view.js";

/** @import { View } from "./view.js" */

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

/** @param {View} defaults */
export function createAddressWriter(defaults) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  return {
    /** @param {View} view */
    write(view) {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const address = addressWith(window.location.href, view, defaults);
        window.history.replaceState(window.history.state, "", address);
      }, WRITE_MS);
    },
    stop: () => clearTimeout(timer),
  };
}
