// Sentences: on the page for everyone, and read aloud by a screen reader.

const ANNOUNCE_MS = 3000; // between two sentences to a screen reader
const REMARK_MS = 12000;

/**
 * An error stays until the next image has come; a remark goes by itself.
 * @param {HTMLElement} element
 */
export function createNotices(element) {
  let isError = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @param {string} text */
  const put = (text) => { element.textContent = text; element.hidden = !text; };
  return {
    /** @param {string} text */
    error(text) {
      clearTimeout(timer); // of a remark, which would take the error away
      isError = true;
      put(text);
    },
    /** @param {string} text */
    remark(text) {
      clearTimeout(timer);
      isError = false;
      put(text);
      timer = setTimeout(() => put(""), REMARK_MS);
    },
    clearError() { if (isError) { isError = false; put(""); } },
    stop: () => clearTimeout(timer),
  };
}

/**
 * Announces the last sentence of a burst, at most one in ANNOUNCE_MS.
 * @param {HTMLElement} element a live region
 */
export function createAnnouncer(element) {
  let latest = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  return {
    /** @param {string} text */
    announce(text) {
      latest = text;
      timer ??= setTimeout(() => { timer = undefined; element.textContent = latest; }, ANNOUNCE_MS);
    },
    stop: () => clearTimeout(timer),
  };
}
