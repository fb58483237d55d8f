// A student's page: the question the class talks about, and what was revealed.

import { connect } from "../../shared/frontend/class_client.js";
import { element, say } from "../../shared/frontend/elements.js";
import { FollowedPlace } from "./followed_place.js";
import { revealedBars } from "./histogram.js";
import { studentLink } from "./links.js";

/** @import { ClassQuestion, ClassState, News } from "../../shared/frontend/class_client.js" */

const SENT = "Stored. You can change it while the question is open.";

/**
 * @param {HTMLElement} root
 * @param {string} code
 * @returns {() => void}
 */
export function showStudent(root, code) {
  const client = connect(code);
  const head = element("p", { class: "quiet", role: "status" }, "Joining …"), body = element("div"), note = element("p", { class: "stored", role: "status" });
  const place = element("section", { class: "lab-place", "aria-label": "Your teacher's lab", hidden: true }), lab = new FollowedPlace(place, {});
  let isFollowing = false;
  const follow = element("button", { type: "button", class: "follow", hidden: true, click: () => { isFollowing = !isFollowing; drawLab(); } });
  root.replaceChildren(element("h1", {}, `Class ${code}`), head, body, note, follow, place);
  /** @type {ClassState | null} */
  let last = null;
  const drawLab = () => {
    follow.hidden = !last?.lab;
    say(follow, isFollowing ? "Hide your teacher's lab" : "Show your teacher's lab here");
    lab.show(isFollowing ? last?.lab ?? null : null);
  };
  /** @type {Map<string, string>} question and vote to what was chosen here */
  const chosen = new Map();
  let shown = "";

  const choose = async (/** @type {ClassState} */ state, /** @type {string} */ question, /** @type {string} */ option) => {
    chosen.set(`${question} ${state.vote}`, option);
    for (const button of body.querySelectorAll("button")) {
      if (button.name === question) button.setAttribute("aria-pressed", String(button.value === option));
    }
    say(note, "Sending …");
    try {
      await client.answer({ question, option, vote: state.vote });
      say(note, SENT);
    } catch (error) {
      say(note, /** @type {Error} */ (error).message);
    }
  };
  /** @param {ClassState} state @param {() => boolean} isStale whether the class has gone on meanwhile */
  const draw = async (state, isStale) => {
    const { question } = state;
    const bars = question && state.revealed.includes(question.id) ? [await revealedBars(code, question)] : [];
    if (isStale()) return;
    const offer = (/** @type {ClassQuestion} */ each) => options(state, each, chosen.get(`${each.id} ${state.vote}`), (option) => choose(state, each.id, option));
    say(note, "");
    if (state.own_pace) {
      // What a lesson asks is asked beside its run.
      const here = state.at_own_pace.filter((each) => each.answers.length && !(each.lesson && state.page));
      const all = here.map((each) => element("section", {}, element("h2", { class: "ask" }, each.text), offer(each)));
      const told = question && bars.length ? [element("h2", { class: "ask" }, question.text), ...bars] : [];
      const line = all.length ? [element("p", {}, "At your own pace: answer in any order.")] : [];
      return body.replaceChildren(...work(state), ...told, ...line, ...all);
    }
    if (!question) return body.replaceChildren(element("p", { class: "ask" }, waiting(state)), ...work(state));
    /** @type {HTMLElement[]} */
    const parts = [element("h2", { class: "ask" }, question.text)];
    if (bars.length) {
      parts.push(...bars);
    } else if (state.open.includes(question.id)) {
      parts.push(offer(question));
    } else {
      parts.push(element("p", {}, "This question is closed. Wait for your teacher."));
    }
    body.replaceChildren(...parts, ...work(state));
  };
  const stop = client.follow((news) => {
    say(head, headline(news));
    const { state } = news;
    last = state;
    drawLab();
    const now = state ? JSON.stringify([state.question?.id, state.vote, state.open, state.revealed, state.own_pace, state.block]) : "";
    if (!state || now === shown) return;
    shown = now;
    draw(state, () => shown !== now).catch(() => { shown = ""; }); // again at the next news
  });
  return () => {
    stop();
    lab.show(null);
  };
}

/** Where the class works now. @param {ClassState} state */
function work(state) {
  const name = state.page.split("?")[0];
  if (!name) return [];
  const words = state.block ? `Go to: ${state.block.title}` : `Open the page of this class (${name})`;
  return [element("p", "work", element("a", { class: "primary", href: studentLink(state.class, state.page) }, words))];
}

/** @param {ClassState} state without a question */
function waiting({ block, page }) {
  if (!block) return "You are in. Wait for the first question.";
  return page ? `${block.title}: it is on a page of its own.` : `${block.title}: wait for the question.`;
}

/**
 * @param {ClassState} state
 * @param {ClassQuestion} question
 * @param {string | undefined} chosen
 * @param {(option: string) => void} choose
 */
function options(state, question, chosen, choose) {
  const numbers = !question.options.length;
  const buttons = question.answers.map((answer) => element("button",
    { type: "button", name: question.id, value: answer, "aria-pressed": String(answer === chosen), click: () => choose(answer) },
    question.options.find((each) => each.id === answer)?.text ?? answer));
  if (!buttons.length) return element("p", {}, "The page of this class sends your result.");
  const label = state.vote === 2 ? "Your second vote" : "Your answer";
  return element("div", { class: numbers ? "choices numbers" : "choices", role: "group", "aria-label": label },
    element("p", { class: "quiet" }, state.vote === 2 ? "Second vote: choose again, even if you stay with it." : "Choose one. Nobody sees who chose what."), ...buttons);
}

/** @param {News} news */
function headline({ state, away, problem, secondsLeft }) {
  if (problem) return problem;
  if (away) return "The server is away; this page continues by itself when it is back.";
  if (!state) return "Joining …";
  const time = secondsLeft === null ? "" : ` · ${secondsLeft} s left`;
  const where = state.number && !state.own_pace ? `question ${state.number} of ${state.asks.length}` : "";
  return [state.title, state.block?.title ?? where].filter(Boolean).join(" · ") + time;
}

