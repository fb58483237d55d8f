// The form in the address bar. It replaces the address: a step of Back for each field would be many.

/**
 * The address of the page with another query string.
 * @param {{ pathname: string, hash: string }} place
 * @param {string} query
 * @returns {string}
 */
export function addressWith({ pathname, hash }, query) {
  return pathname + (query ? `?${query}` : "") + hash;
}

/**
 * @param {{ data: { query: string } }} component
 * @returns {() => void}
 */
export default function mount(component) {
  const address = addressWith(location, component.data.query);
  // A run that has just been opened has the address for itself.
  const showsRun = new URLSearchParams(location.search).has("run");
  if (!showsRun && address !== location.pathname + location.search + location.hash) {
    history.replaceState(history.state, "", address);
  }
  return () => {};
}
