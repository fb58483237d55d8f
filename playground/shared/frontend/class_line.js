// The slim line on every page of a tab that is in a class: which class, what the teacher does, and Leave.

import { page } from "./api.js";
import { connect, currentClass } from "./class_client.js";
import { say } from "./elements.js";

/** @import { News } from "./class_client.js" */

/**
 * What the line says after "in class amber-fox-42", and where its link leads; "" for nothing.
 * @param {News} news
 * @param {boolean} onClassPage
 * @returns {{ words: string, link: string }}
 */
export function told({ state, away, problem, secondsLeft }, onClassPage) {
  if (problem) return { words: problem, link: "" };
  if (away) return { words: "The server is away; your answers are kept and sent when it is back.", link: "" };
  if (!state) return { words: "", link: "" };
  if (state.paused) return { words: "Paused: look to the front.", link: "" };
  const time = secondsLeft === null ? "" : `${secondsLeft} s left.`;
  const asked = state.question && state.open.includes(state.question.id) && !state.own_pace;
  return { words: time, link: asked && !onClassPage ? "Answer the question" : "" };
}

/**
 * Show the line while this tab is in a class. The teacher's page and the projector are no students.
 * @param {HTMLElement} line with .class-name, .class-news, .class-link and .leave-class
 * @returns {() => void} stops it
 */
export function showClass(line) {
  const address = new URLSearchParams(location.search);
  const watches = address.has("present") || location.hash.startsWith("#teacher=");
  const code = watches ? "" : currentClass();
  if (!code) return () => {};
  const client = connect(code), onClassPage = /\/class\/?$/.test(location.pathname);
  const [name, news, link, leave] = ["class-name", "class-news", "class-link", "leave-class"].map((each) => {
    const found = line.querySelector(`.${each}`);
    if (!(found instanceof HTMLElement)) throw new Error(`The page frame has no .${each}.`);
    return found;
  });
  name.textContent = `in class ${code}`;
  /** @type {HTMLAnchorElement} */ (link).href = page("class", { class: code });
  line.hidden = false;
  const room = document.createElement("style");
  room.textContent = ".stMainBlockContainer { padding-bottom: 5rem !important; }"; // its last line is not covered
  document.head.append(room);
  const stop = client.follow((heard) => {
    const { words, link: linkWords } = told(heard, onClassPage);
    say(news, words);
    say(link, linkWords);
    line.toggleAttribute("data-paused", heard.state?.paused ?? false);
  });
  const go = () => {
    client.leave();
    line.hidden = true;
    room.remove();
    const url = new URL(location.href);
    url.searchParams.delete("class");
    if (onClassPage) location.assign(url.href);
    else history.replaceState(history.state, "", url);
  };
  leave.addEventListener("click", go);
  return () => {
    stop();
    room.remove();
    leave.removeEventListener("click", go);
  };
}
