// The teacher's page: links to hand out, the questions with their counts, and what the class sees now.

import { page } from "../../shared/frontend/api.js";
import { secondsLeft } from "../../shared/frontend/class_client.js";
import { element, say } from "../../shared/frontend/elements.js";
import { ask } from "./class_api.js";
import { projectorLink } from "./links.js";
import { blockNow, blockPanel, labLink, questionList } from "./teacher_plan.js";
import { questionPanel } from "./teacher_question.js";
import { answersPanel, linksPanel } from "./teacher_side.js";

/**
 * @import { ClassQuestion, ClassState } from "../../shared/frontend/class_client.js"
 * @import { VoteCounts } from "./histogram.js"
 * @import { TeacherBlock } from "./teacher_plan.js"
 * @typedef {ClassQuestion & { counts: VoteCounts[] }} TeacherQuestion
 * @typedef {ClassState & { where: Record<string, number>, all: TeacherQuestion[], blocks: TeacherBlock[] }} Overview
 */

const POLL_MS = 1000;
const AWAY_POLL_MS = 5000; // after a refusal: a wrong link must not count as guessing
const REMADE = "button, a, summary"; // controls of the parts that are made anew
const PAGES = /** @type {Record<string, string>} */ ({ "": "Explore", class: "this class page", check: "Check losses", other: "another page" });

/**
 * @param {HTMLElement} root
 * @param {string} code
 * @param {string} token
 * @returns {() => void}
 */
export function showTeacher(root, code, token) {
  /** @type {Overview | null} */
  let now = null;
  let drawn = "", stopped = false, viewed = "", isRefused = false;
  const status = element("p", { class: "quiet", role: "status" }, "Loading …"), notice = element("p", { class: "notice", role: "alert", hidden: true });
  const links = element("div"), controls = element("div", { class: "controls" }), question = element("section", { class: "asked", "aria-label": "The question" });
  const list = element("div"), block = element("section", { class: "block", "aria-label": "The block" });
  /** @type {Map<number, boolean>} */
  const unfolded = new Map();
  const refuse = (/** @type {unknown} */ error) => { notice.hidden = false; say(notice, /** @type {Error} */ (error).message); };
  /** What was pressed; its refusal stays until the next press, or until a poll is refused. @param {() => Promise<unknown>} act */
  const press = async (act) => {
    isRefused = false;
    try {
      await act();
      notice.hidden = true;
    } catch (error) {
      isRefused = true;
      refuse(error);
    }
  };
  const take = async (/** @type {Promise<Response>} */ asked) => {
    const reply = await asked;
    now = await reply.json();
    draw(Date.parse(reply.headers.get("date") ?? "") / 1000 || Date.now() / 1000);
  };
  const side = element("aside", {}, element("div", "asked-list", element("h2", {}, "Questions"), list), links, answersPanel(code, token, press, take));
  root.replaceChildren(
    element("h1", {}, `Class ${code}`), status, notice,
    element("div", { class: "teaching" }, element("div", {}, block, controls, question), side));
  const wish = (/** @type {Record<string, unknown>} */ body) => press(() => {
    viewed = "";
    return take(ask(`${code}/teacher`, { method: "POST", token, body }));
  });
  const button = (/** @type {string} */ words, /** @type {Record<string, unknown>} */ body, off = false) =>
    element("button", { type: "button", disabled: off, click: () => wish(body) }, words);

  /** @param {number} clock */
  const draw = (clock) => {
    const state = /** @type {Overview} */ (now), left = secondsLeft(state.ends, clock);
    const where = Object.entries(state.where).map(([name, count]) => `${count} on ${PAGES[name] ?? name[0].toUpperCase() + name.slice(1)}`);
    say(status, `${state.here} here${where.length ? ` (${where.join(", ")})` : ""} · ${state.title}${left === null ? "" : left ? ` · ${left} s left` : " · time is up"}${state.paused ? " · paused" : ""}`);
    const what = JSON.stringify([{ ...state, here: 0, where: 0, ends: state.ends === null }, viewed]);
    if (what === drawn) return;
    drawn = what;
    const focused = focusedWords(root);
    block.replaceChildren(...blockPanel(state, token, presses));
    block.hidden = !state.blocks.length;
    side.classList.toggle("waiting", !state.block && !state.number); // then the links matter most
    drawControls(state);
    question.replaceChildren(...questionPanel(state, viewed || (state.question?.id ?? "")));
    list.replaceChildren(...questionList(state, presses, unfolded));
    if (!links.childElementCount) links.append(...linksPanel(code, token, state.home));
    focusAgain(root, focused);
  };
  const look = (/** @type {string} */ id) => { viewed = id; drawn = ""; draw(Date.now() / 1000); };
  const presses = { wish, look };
  /** @param {Overview} state */
  const drawControls = (state) => {
    const { question: asked } = state, id = asked?.id ?? "", open = state.open.includes(id);
    const asks = blockNow(state)?.asks ?? state.asks, at = asks.indexOf(id), shown = viewed || id;
    controls.replaceChildren(
      button(at >= 0 ? "Next question" : "First question", { do: "next" }, at + 1 >= asks.length || state.blocks.length > 0 && !state.block),
      button("Vote again", { do: "open", question: id, vote: 2 }, !asked?.answers.length || state.vote === 2 && open),
      button("Close the vote", { do: "close" }, !state.open.length),
      element("button", { type: "button", class: state.blocks.length ? "" : "primary", disabled: !shown || state.revealed.includes(shown), click: () => wish({ do: "reveal", question: shown }) }, "Reveal"),
      button("2 minutes", { do: "timer", seconds: 120 }), button("Stop timer", { do: "timer", seconds: 0 }, state.ends === null),
      button(state.paused ? "Go on" : "Pause all", { do: "pause", paused: !state.paused }),
      button(state.block ? "Open this block (own pace)" : "Open all (own pace)", { do: "open all" }, state.own_pace),
      element("a", { class: "button", href: projectorLink(code), target: "_blank" }, "Projector"),
      element("a", { class: "button", href: page("gallery", { class: code }), target: "_blank" }, "Everyone's runs"),
      state.lab ? button("Stop showing the lab", { do: "lab", lab: null })
        : element("a", { class: "button", href: labLink(code, token), target: "_blank", rel: "noopener" }, "Show a lab"));
  };
  const poll = async () => {
    while (!stopped) {
      let pause = POLL_MS;
      try {
        await take(ask(`${code}/teacher`, { token }));
        if (!isRefused) notice.hidden = true;
      } catch (error) {
        isRefused = false; // what is said now ends with the next answer
        refuse(error);
        pause = AWAY_POLL_MS;
      }
      await new Promise((resolve) => { setTimeout(resolve, pause); });
    }
  };
  poll();
  return () => { stopped = true; };
}

/** What the focused control says; parts of the page are made anew. @param {HTMLElement} root */
function focusedWords(root) {
  const { activeElement } = /** @type {Document | ShadowRoot} */ (root.getRootNode());
  return activeElement?.matches(REMADE) && root.contains(activeElement) ? name(activeElement) : "";
}

/** @param {HTMLElement} root @param {string} words */
function focusAgain(root, words) {
  const controls = /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll(REMADE));
  if (words) [...controls].find((each) => name(each) === words)?.focus();
}

/** @param {Element} control */
function name(control) {
  return control.getAttribute("aria-label") ?? control.textContent ?? "";
}
