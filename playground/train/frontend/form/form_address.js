// The form in the address bar. It replaces the address: a step of Back for each field would be many.

/**
 * The address of the page with another form in its query. Parameters of others stay, before it.
 * @param {{ pathname: string, search: string, hash: string }} place
 * @param {string} query the form, as it shall stand
 * @param {string[]} names all parameters that are the form's
 * @returns {string}
 */
export function addressWith({ pathname, search, hash }, query, names) {
  const others = new URLSearchParams(search);
  for (const name of names) others.delete(name);
  const whole = [others.toString(), query].filter((part) => part).join("&");
  return pathname + (whole ? `?${whole}` : "") + hash;
}

/**
 * @param {{ data: { query: string, names: string[] } }} component
 * @returns {() => void}
 */
export default function mount(component) {
  const { query, names } = component.data;
  const address = addressWith(location, query, names);
  // A run that has just been opened has the address for itself.
  const showsRun = new URLSearchParams(location.search).has("run");
  if (!showsRun && address !== location.pathname + location.search + location.hash) {
    history.replaceState(history.state, "", address);
  }
  return () => {};
}
