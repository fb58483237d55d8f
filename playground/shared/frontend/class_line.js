// The slim line on every page of a tab that is in a class: which class, what the teacher does, and Leave.

import { page } from "./api.js";
import { connect, currentClass, pageName } from "./class_client.js";
import { say } from "./elements.js";

/** @import { News } from "./class_client.js" */

/** @typedef {{ words: string, link: string, to: string }} Told `to` is a page with its query, such as "game?moment=1" */

/**
 * What the line says after "in class amber-fox-42", and where its link leads; "" for nothing.
 * @param {News} news
 * @param {{ page: string, lesson: string }} here name of the page, and the lesson in its address
 * @returns {Told}
 */
export function told({ state, away, problem, secondsLeft }, here) {
  const only = (/** @type {string} */ words) => ({ words, link: "", to: "" });
  if (problem) return only(problem);
  if (away) return only("The server is away; your answers are kept and sent when it is back.");
  if (!state) return only("");
  if (state.paused) return only("Paused: look to the front.");
  const words = secondsLeft === null ? "" : `${secondsLeft} s left.`;
  const { question, block } = state;
  const asked = question && question.answers.length && state.open.includes(question.id) && !state.own_pace;
  if (asked && here.page !== "class" && !isLesson(here, question.lesson)) {
    // The lesson of the block asks it where its run is; any question can be answered on the class page.
    const to = question.lesson && block && lessonOf(state.page) === question.lesson ? state.page : "class";
    return { words, link: "Answer the question", to };
  }
  if (!asked && block && !isThere(here, state.page)) return { words, link: `Go to: ${block.title}`, to: state.page || "class" };
  return only(words);
}

/** @param {{ page: string, lesson: string }} here @param {string} lesson by name; its number stands before it */
function isLesson(here, lesson) {
  if (here.page !== "learn" || !lesson) return false;
  return here.lesson === lesson || (/^\d{1,2}$/.test(here.lesson) && Number(here.lesson) === Number.parseInt(lesson, 10));
}

/** Whether this is where a block is worked on. @param {{ page: string, lesson: string }} here @param {string} place "" for the class page */
function isThere(here, place) {
  const lesson = lessonOf(place);
  return lesson ? isLesson(here, lesson) : here.page === (place.split("?")[0] || "class");
}

/** The lesson that a page of a class is, "" for any other page. @param {string} place such as "learn?lesson=01-two-roles" */
function lessonOf(place) {
  return new URLSearchParams(place.split("?")[1] ?? "").get("lesson") ?? "";
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
  const client = connect(code), here = { page: pageName(), lesson: address.get("lesson") ?? "" }, onClassPage = here.page === "class";
  const [name, news, link, leave] = ["class-name", "class-news", "class-link", "leave-class"].map((each) => {
    const found = line.querySelector(`.${each}`);
    if (!(found instanceof HTMLElement)) throw new Error(`The page frame has no .${each}.`);
    return found;
  });
  name.textContent = `in class ${code}`;
  line.hidden = false;
  const room = document.createElement("style");
  room.textContent = ".stMainBlockContainer { padding-bottom: 5rem !important; }"; // its last line is not covered
  document.head.append(room);
  const stop = client.follow((heard) => {
    const { words, link: linkWords, to } = told(heard, here), [name, query = ""] = to.split("?");
    say(news, words);
    say(link, linkWords);
    const values = new URLSearchParams(query);
    values.set("class", code);
    /** @type {HTMLAnchorElement} */ (link).href = page(name || "class", values);
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
