// What a browser keeps of a class, and for how long: the student's random id until Leave, answers until they are stored.

/** @typedef {Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">} Kept */

const PROBE = "gan-class-probe";

/**
 * What the browser keeps of a class: the student, and each answer until it is stored, under a name of its own so that
 * two tabs do not overwrite each other's.
 * @param {string} code
 * @param {Kept} storage
 */
export function keep(code, storage) {
  const name = `gan-class:${code}`, answers = `${name}:answer:`, later = `${name}:later:`;
  const names = () => Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? "");
  const kept = (/** @type {string} */ start) => names().filter((each) => each.startsWith(start)).flatMap((each) => {
    try { return [JSON.parse(storage.getItem(each) ?? "")]; } catch { return []; }
  });
  const attempt = (/** @type {() => void} */ write) => { try { write(); } catch { /* full or forbidden */ } };
  return {
    student() {
      const known = storage.getItem(name);
      if (known && /^s[0-9a-f]{32}$/.test(known)) return known;
      const made = `s${randomHex()}`;
      attempt(() => { storage.setItem(name, made); });
      return made;
    },
    /** @param {Record<string, unknown> & { id: string }} body */
    put(body) { attempt(() => { storage.setItem(answers + body.id, JSON.stringify(body)); }); },
    /** @param {string} id */
    drop(id) { attempt(() => { storage.removeItem(answers + id); }); },
    /** @returns {(Record<string, unknown> & { id: string })[]} */
    unsent() { return kept(answers); },
    /** An answer to a question that is not open yet; of several to one question the last. @param {Record<string, unknown> & { question: string }} answer */
    putLater(answer) { attempt(() => { storage.setItem(later + answer.question, JSON.stringify(answer)); }); },
    /** @param {string} question */
    dropLater(question) { attempt(() => { storage.removeItem(later + question); }); },
    /** @returns {(Record<string, unknown> & { question: string })[]} */
    waiting() { return kept(later); },
    forget() {
      for (const each of names()) if (each === name || each.startsWith(`${name}:`)) attempt(() => { storage.removeItem(each); });
    },
  };
}

/** 128 random bits; crypto.randomUUID is not there over plain http. */
export function randomHex() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The browser's storage, or the page's memory where it is forbidden. @returns {Kept} */
export function usableStorage() {
  try {
    localStorage.setItem(PROBE, "");
    localStorage.removeItem(PROBE);
    return localStorage;
  } catch {
    return memoryStorage();
  }
}

/** @returns {Kept} */
export function memoryStorage() {
  /** @type {Map<string, string>} */
  const held = new Map();
  return {
    get length() { return held.size; },
    key: (index) => [...held.keys()][index] ?? null,
    getItem: (name) => held.get(name) ?? null,
    setItem: (name, value) => { held.set(name, value); },
    removeItem: (name) => { held.delete(name); },
  };
}
