// What a page keeps in its tab, for a reload and for coming back from another page.

/** What was kept under this name; null for nothing. @param {string} name @returns {any} */
export function recalled(name) {
  try {
    return JSON.parse(sessionStorage.getItem(name) ?? "null");
  } catch {
    return null; // a browser may forbid it
  }
}

/** @param {string} name @param {unknown} value */
export function remember(name, value) {
  try {
    sessionStorage.setItem(name, JSON.stringify(value));
  } catch { /* the page works without */ }
}
