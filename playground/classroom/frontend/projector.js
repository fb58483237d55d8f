// The projector: code, QR, who is here, the question; bars only after Reveal. It knows no more than a student does, so
// nothing secret is in its address.

import { watch } from "../../shared/frontend/class_client.js";
import { element, say } from "../../shared/frontend/elements.js";
import { FollowedPlace } from "./followed_place.js";
import { revealedBars } from "./histogram.js";
import { qrCode, scannedLink, studentLink } from "./links.js";

/** @import { ClassQuestion, ClassState, News } from "../../shared/frontend/class_client.js" */

/**
 * @param {HTMLElement} root
 * @param {string} code
 * @param {any} losses functions of losses.py, for a lab in slow motion
 * @returns {() => void}
 */
export function showProjector(root, code, losses) {
  const qr = element("img", { class: "qr", alt: `QR code of the link to class ${code}` });
  const link = element("p", { class: "link" }), here = element("p", { class: "here", role: "status" }), timer = element("p", { class: "timer", role: "timer" });
  const body = element("section", { class: "board" }), place = element("section", { class: "lab-place", "aria-label": "The teacher's lab", hidden: true });
  const lab = new FollowedPlace(place, { present: true, code: losses });
  root.classList.add("present");
  root.replaceChildren(
    element("aside", {}, element("h1", {}, code), qr, link, here, timer), body, place);
  let shown = "", linked = "";
  /** @param {ClassState} state @param {() => boolean} isStale whether the class has gone on meanwhile */
  const draw = async (state, isStale) => {
    const { question } = state;
    root.classList.toggle("waiting", !question);
    if (state.paused) return body.replaceChildren(element("p", { class: "big" }, "Paused: look to the front"));
    if (!question) return body.replaceChildren(element("p", { class: "big" }, state.block?.title ?? state.title), element("p", {}, state.block ? whereTo(state) : `Scan the code, or open ${link.textContent} and enter ${code}. No account, no name.`));
    const revealed = state.revealed.includes(question.id);
    /** @type {HTMLElement[]} */
    const parts = [element("p", { class: "quiet" }, progress(state, revealed)), element("h2", {}, question.text)];
    parts.push(revealed ? await revealedBars(code, question) : list(question));
    if (isStale()) return;
    body.replaceChildren(...parts);
    fit(body);
  };
  const follow = watch(code, (news) => {
    const { state } = news;
    say(here, words(news));
    say(timer, news.secondsLeft === null ? "" : news.secondsLeft ? `${news.secondsLeft} s` : "Time is up");
    if (!state) return;
    const isShown = Boolean(state.lab) && !state.paused;
    root.classList.toggle("with-lab", isShown);
    body.hidden = isShown;
    lab.show(isShown ? state.lab : null);
    const address = scannedLink(code, state.home);
    if (address !== linked) {
      linked = address;
      qr.src = qrCode(address);
      say(link, studentLink(code).replace(/^https?:\/\//, "").replace(/\?.*/, ""));
    }
    const now = JSON.stringify([state.question?.id, state.vote, state.open, state.revealed, state.paused, state.block, isShown]);
    if (now === shown) return;
    shown = now;
    draw(state, () => shown !== now).catch(() => { shown = ""; });
  });
  const resized = () => fit(body);
  addEventListener("resize", resized);
  return () => {
    follow();
    lab.show(null);
    removeEventListener("resize", resized);
    root.classList.remove("present", "waiting", "with-lab");
  };
}

/** @param {ClassState} state in a block, with no question that all are asked */
function whereTo({ page, own_pace: ownPace, block }) {
  if (page) return `Press “Go to: ${block?.title}” at the bottom of your screen.`;
  return ownPace ? "Answer on the class page, at your own pace." : "Look at the class page: a question comes.";
}

/** @param {ClassQuestion} question */
function list(question) {
  if (!question.options.length) {
    const { answers } = question;
    return element("p", { class: "range" }, answers.length ? `${answers[0]} to ${answers.at(-1)}` : "");
  }
  return element("ol", { class: "offered" }, ...question.options.map((option) => element("li", {}, option.text)));
}

/** @param {ClassState} state @param {boolean} revealed */
function progress(state, revealed) {
  const vote = revealed ? "revealed" : !state.open.length ? "closed" : state.vote === 2 ? "second vote" : "vote";
  return `${state.block?.title ?? `Question ${state.number} of ${state.asks.length}`} · ${vote}`;
}

/** @param {News} news */
function words({ state, away, problem }) {
  if (problem || away) return problem || "The server is away";
  if (!state) return "";
  return state.question ? `${state.answered} of ${Math.max(state.answered, state.here)} answered` : `${state.here} here`;
}

/** Text as large as fits without scrolling, and never under 20 px; then without the reasons. @param {HTMLElement} board */
function fit(board) {
  board.classList.remove("tight");
  for (let size = 40; size >= 20; size -= 2) {
    board.style.fontSize = `${size}px`;
    if (board.scrollHeight <= board.clientHeight) return;
  }
  board.classList.add("tight");
}
