// The names last used in this tab, for coming back to the page from another one.

const KEY = "draw";

/** @returns {{ set: string, class: string }} */
export function remembered() {
  try {
    const { set = "", class: className = "" } = JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
    return { set: String(set), class: String(className) };
  } catch {
    return { set: "", class: "" }; // a browser may forbid it
  }
}

/** @param {{ set: string, class: string }} names */
export function remember(names) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(names));
  } catch { /* the page works without */ }
}
