// The line on every page with the run that the teacher shows to the class, until the teacher ends it.

import { api, page } from "./api.js";
import { currentClass, pageName } from "./class_client.js";
import { find, say } from "./elements.js";

/** @typedef {{ run?: string, number?: string, owner?: string, recipe?: string }} Look what /api/look says; {} for nothing */

const POLL_MS = 3000, HIDDEN_POLL_MS = 15_000;

/**
 * What the line says, and whether it leads anywhere: not from the page of the run itself.
 * @param {Look} look
 * @param {{ page: string, run: string }} here
 * @returns {{ words: string, leads: boolean }} words "" for nothing
 */
export function told({ run, number, owner, recipe }, here) {
  if (!run) return { words: "", leads: false };
  const isHere = here.page === "train" && here.run === run, of = owner ? ` of ${owner}` : "";
  return isHere ? { words: "This is the run that your teacher shows.", leads: false }
    : { words: `Look at this: run ${number}, ${recipe}${of}.`, leads: true };
}

/**
 * Keep the line true. A page of a class hears of what is shown to that class, every page of what is shown to all.
 * @param {HTMLElement} line with .look-words and .look-link
 * @returns {() => void} stops it
 */
export function showLook(line) {
  const words = find(line, ".look-words", "span"), link = find(line, ".look-link", "a"), room = document.createElement("style");
  room.textContent = ".stMainBlockContainer { padding-bottom: 5rem !important; }"; // its last line is not covered
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let next;
  let stopped = false;
  const draw = (/** @type {Look} */ look, /** @type {string} */ code) => {
    const run = new URLSearchParams(location.search).get("run") ?? "", { words: sentence, leads } = told(look, { page: pageName(), run });
    line.hidden = !sentence;
    if (sentence) document.head.append(room);
    else room.remove();
    say(words, sentence);
    say(link, leads ? "Open it" : "");
    link.href = page("train", { ...(look.run && { run: look.run }), ...(code && { class: code }) });
  };
  const poll = async () => {
    const code = currentClass();
    try {
      const answer = await fetch(api("look", code ? { class: code } : {}), { cache: "no-cache" });
      if (answer.ok && !stopped) draw(await answer.json(), code);
    } catch { /* the server is away, which another line says */ }
    if (!stopped) next = setTimeout(poll, document.hidden ? HIDDEN_POLL_MS : POLL_MS);
  };
  poll();
  return () => {
    stopped = true;
    clearTimeout(next);
    room.remove();
  };
}
