// The one address book of the browser: where our routes answer, whatever path the app is served below.

// This module lies at <base>/api/modules/<version>/shared/frontend/api.js.
const API = new URL("../../../../", import.meta.url);

/**
 * The address of a route of ours.
 * @param {string} path below /api/, such as "runs/00001-mnist/live"
 * @param {Record<string, string | number> | URLSearchParams} [query]
 * @returns {string}
 */
export function api(path, query) {
  return withQuery(new URL(path, API), query);
}

/**
 * The address of a page.
 * @param {string} name "" for the first one, Explore
 * @param {Record<string, string | number> | URLSearchParams} [query]
 * @returns {string}
 */
export function page(name, query) {
  return withQuery(new URL(`../${name}`, API), query);
}

/**
 * @param {URL} address
 * @param {Record<string, string | number> | URLSearchParams} [query]
 */
function withQuery(address, query) {
  if (query) address.search = new URLSearchParams(/** @type {Record<string, string>} */ (query)).toString();
  return address.href;
}
