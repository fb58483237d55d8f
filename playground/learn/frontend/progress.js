// How far this browser has come, lesson by lesson. It is kept here alone and sent nowhere.

const KEY = "gan-lessons";
const LONGEST = 100_000; // letters; what is larger is not ours

/** @typedef {{ getItem: (key: string) => string | null, setItem: (key: string, value: string) => void }} Storage */

/** @param {Storage | null} [storage] @returns {Record<string, any>} by the lesson's name */
export function all(storage = browserStorage()) {
  try {
    const text = storage?.getItem(KEY) ?? "";
    const found = text && text.length < LONGEST ? JSON.parse(text) : {};
    return found !== null && typeof found === "object" && !Array.isArray(found) ? found : {};
  } catch {
    return {};
  }
}

/** @param {string} name @param {object} progress @param {Storage | null} [storage] */
export function keep(name, progress, storage = browserStorage()) {
  try {
    storage?.setItem(KEY, JSON.stringify({ ...all(storage), [name]: progress }));
  } catch {
    // full or forbidden: then it is forgotten with the tab
  }
}

/** @returns {Storage | null} */
function browserStorage() {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}
