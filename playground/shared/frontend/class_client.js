// A student in a class, for every page: who it is, answers that arrive once whatever happens to the server or the
// tab, and what the teacher does.

import { api } from "./api.js";
import { keep, randomHex, usableStorage } from "./class_storage.js";
import { send as sendToServer } from "./send.js";

const CODE = /^[a-z]{2,8}-[a-z]{2,8}-[0-9]{2}$/;
const CURRENT = "gan-class"; // in the tab: the class it is in, also on pages whose address does not name it
const POLL_MS = 1000;
const HIDDEN_POLL_MS = 5000; // a tab in the background still counts as present
const FIRST_RETRY_MS = 400;
const LONGEST_RETRY_MS = 4000;
const PATIENCE_MS = 10_000; // for one reply
const LEFT = "You have left the class.";

/**
 * @typedef {{ question: string, option?: string, vote?: number, seed?: number | null, result?: unknown }} Answer
 * @typedef {{ id: string, text: string, reason?: string }} ClassOption
 * @typedef {{ id: string, text: string, lesson: string, answers: string[], options: ClassOption[], right?: string, reason?: string }} ClassQuestion
 *   `lesson` is the one whose page asks it too; `right` and the reasons only once it is revealed
 * @typedef {{ link: string, layers: string, half: number }} ShownLab what classroom/shown_lab.py tells of it
 * @typedef {object} ClassState what /api/class/<code>/state says
 * @property {string} class
 * @property {string} title
 * @property {string} home where students arrive, such as "lab?seed=7"; "" for the class page
 * @property {string} page where they work now: the same, or the page of the block
 * @property {{ number: number, of: number, title: string } | null} block of the plan, that the class is in
 * @property {ClassQuestion | null} question the one the class talks about
 * @property {number} number of it, from 1
 * @property {string[]} asks ids of all its questions, in order
 * @property {number} vote 1 or 2
 * @property {string[]} open ids of questions that take answers now
 * @property {boolean} own_pace
 * @property {ClassQuestion[]} at_own_pace all that are open at one's own pace
 * @property {string[]} revealed ids
 * @property {boolean} paused
 * @property {number | null} ends of the timer, in seconds of the server's clock
 * @property {number} here
 * @property {number} answered
 * @property {ShownLab | null} lab the teacher's, while it is shown
 * @typedef {{ state: ClassState | null, away: boolean, problem: string, secondsLeft: number | null }} News
 *   `problem` is a sentence when the class is no more, or left; `away` while the server does not answer
 * @typedef {object} ClassClient
 * @property {string} code
 * @property {string} student a random id, of this browser and this class alone
 * @property {(answer: Answer) => Promise<void>} answer resolves once it is stored for good, rejects with a sentence
 * @property {(answer: Answer, told: (refusal: string) => void) => void} answerWhenOpen kept until its question takes answers, also over
 *   other pages of the class; then sent, for the vote that is taken, and told "" or a sentence
 * @property {(callback: (news: News) => void) => () => void} follow calls back at each change; returns what stops it
 * @property {() => void} leave
 * @typedef {object} Surroundings what a test replaces
 * @property {typeof sendToServer} fetch
 * @property {import("./class_storage.js").Kept} storage
 * @property {(ms: number) => Promise<void>} wait
 */

/** @type {Map<string, ClassClient>} */
const connected = new Map();

/**
 * The class that this tab is in: the one its address names, or the last one named; "" for none.
 * @param {string} [search] of the address
 * @returns {string}
 */
export function currentClass(search = location.search) {
  const named = new URLSearchParams(search).get("class") ?? "";
  try {
    if (isCode(named)) sessionStorage.setItem(CURRENT, named);
    const kept = sessionStorage.getItem(CURRENT) ?? "";
    return isCode(kept) ? kept : "";
  } catch {
    return isCode(named) ? named : ""; // a browser may forbid storage
  }
}

/** @param {string} text */
export function isCode(text) {
  return CODE.test(text);
}

/**
 * Follow a class without being one of its students, as the projector does.
 * @param {string} code
 * @param {(news: News) => void} callback
 * @returns {() => void} stops it
 */
export function watch(code, callback) {
  return makePoller(code, "", browser()).follow(callback);
}

/**
 * The client of a class; the same one for everybody in this tab who asks.
 * @param {string} code
 * @returns {ClassClient}
 */
export function connect(code) {
  const client = connected.get(code) ?? makeClient(code, browser());
  connected.set(code, client);
  return client;
}

/** @returns {Surroundings} */
function browser() {
  return {
    fetch: sendToServer,
    storage: usableStorage(),
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  };
}

/**
 * @param {string} code
 * @param {Surroundings} around
 * @returns {ClassClient}
 */
export function makeClient(code, around) {
  const kept = keep(code, around.storage);
  const student = kept.student();
  const sender = makeSender(code, student, kept, around);
  const later = makeLater(kept, sender.answer);
  const poller = makePoller(code, student, around, later.deliver);
  return {
    code,
    student,
    answer: sender.answer,
    answerWhenOpen: later.answer,
    follow: poller.follow,
    leave() {
      poller.stop();
      sender.stop();
      kept.forget();
      connected.delete(code);
      try { sessionStorage.removeItem(CURRENT); } catch { /* nothing was kept */ }
      const query = { student };
      around.fetch(api(`class/${code}/leave`, query), { method: "POST", keepalive: true }).catch(() => {});
    },
  };
}

/**
 * @param {string} code
 * @param {string} student
 * @param {ReturnType<typeof keep>} kept
 * @param {Surroundings} around
 */
function makeSender(code, student, kept, around) {
  let stopped = false;
  /** @type {Promise<unknown>} one at a time, so that a corrected answer arrives after the first */
  let last = Promise.resolve();
  const queue = (/** @type {Record<string, unknown> & { id: string }} */ body) => {
    const sent = last.then(() => send(body));
    last = sent.catch(() => {});
    return sent;
  };
  const send = async (/** @type {Record<string, unknown> & { id: string }} */ body) => {
    for (let retry = 0; !stopped; retry++) {
      const refusal = await post(body);
      if (refusal !== undefined) {
        kept.drop(body.id);
        if (refusal) throw new Error(refusal);
        return;
      }
      const longest = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** retry);
      await around.wait(longest * (0.5 + Math.random() / 2)); // a class does not come back all at once
    }
    throw new Error(LEFT);
  };
  /**
   * "" once stored, a sentence when refused, undefined when nobody can know: then it is sent again, with its id.
   * @param {Record<string, unknown>} body
   */
  const post = async (body) => {
    try {
      const reply = await around.fetch(api(`class/${code}/answer`), {
        method: "POST", body: JSON.stringify(body), signal: AbortSignal.timeout(PATIENCE_MS),
      });
      const said = await reply.json(); // a proxy's own page is no JSON
      if (reply.ok) return said.stored === body.id ? "" : undefined;
      return reply.status < 500 && reply.status !== 429 && typeof said.error === "string" ? said.error : undefined;
    } catch {
      return undefined;
    }
  };
  for (const body of kept.unsent()) queue(body).catch(() => {}); // of before a reload
  return {
    /** @param {Answer} answer */
    answer({ question, option = "", vote = 1, seed = null, result = null }) {
      const body = { id: randomHex(), student, question, option, vote, seed, result };
      kept.put(body);
      return queue(body);
    },
    stop() { stopped = true; },
  };
}

/**
 * Answers that come before their question is open: whichever page of the class is open then sends them.
 * @param {ReturnType<typeof keep>} kept
 * @param {(answer: Answer) => Promise<void>} send
 */
function makeLater(kept, send) {
  /** @type {Map<string, (refusal: string) => void>} */
  const asking = new Map();
  /** @type {Map<string, Answer>} those that a full storage did not take */
  const unkept = new Map();
  /** @type {ClassState | null} */
  let state = null;
  const deliver = (/** @type {ClassState | null} */ now) => {
    state = now;
    if (!state) return;
    for (const answer of [...kept.waiting(), ...unkept.values()]) {
      const { question } = answer, told = asking.get(question) ?? (() => {});
      const isOpen = state.open.includes(question);
      if (!isOpen && state.asks.includes(question)) continue;
      kept.dropLater(question); // also where the class is of another lesson
      unkept.delete(question);
      if (isOpen) send({ ...answer, vote: voteOf(state, question) }).then(() => told(""), (refused) => told(refused.message));
    }
  };
  return {
    deliver,
    /** @param {Answer} answer @param {(refusal: string) => void} told */
    answer(answer, told) {
      asking.set(answer.question, told);
      kept.putLater({ ...answer });
      if (!kept.waiting().some(({ question }) => question === answer.question)) unkept.set(answer.question, answer);
      deliver(state);
    },
  };
}

/**
 * @param {string} code
 * @param {string} student
 * @param {Surroundings} around
 * @param {(state: ClassState | null) => void} [heard] each state that comes, before the followers
 */
function makePoller(code, student, around, heard = () => {}) {
  /** @type {Set<(news: News) => void>} */
  const followers = new Set();
  /** @type {ClassState | null} */
  let state = null;
  let away = false, problem = "", tag = "", ahead = 0, running = false, stopped = false;
  const news = () => ({ state, away, problem, secondsLeft: secondsLeft(state?.ends ?? null, Date.now() / 1000 + ahead) });
  const tell = () => { for (const callback of followers) callback(news()); };

  const ask = async () => {
    const reply = await around.fetch(api(`class/${code}/state`, { student, at: pageName() }), {
      headers: tag ? { "If-None-Match": tag } : {}, cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const clock = Date.parse(reply.headers.get("date") ?? "");
    if (clock) ahead = clock / 1000 - Date.now() / 1000;
    if (reply.status === 304) return false;
    const said = await reply.json();
    if (reply.ok) {
      state = said;
      heard(state);
      tag = reply.headers.get("etag") ?? "";
    } else if (reply.status === 404 && typeof said.error === "string") {
      problem = said.error;
    } else {
      throw new Error(said.error);
    }
    return true;
  };
  const run = async () => {
    running = true;
    while (followers.size && !stopped && !problem) {
      const before = away;
      let changed = false;
      try {
        changed = await ask();
        away = false;
      } catch {
        away = true;
      }
      if (changed || away !== before || state?.ends) tell();
      await around.wait(globalThis.document?.hidden ? HIDDEN_POLL_MS : POLL_MS);
    }
    running = false;
  };
  return {
    /** @param {(news: News) => void} callback */
    follow(callback) {
      followers.add(callback);
      if (state || away || problem) callback(news());
      if (!running) run();
      return () => { followers.delete(callback); };
    },
    stop() {
      stopped = true;
      problem = LEFT;
      tell(); // nobody goes on as if they were in the class, paused for instance
      followers.clear();
    },
  };
}

/**
 * Whole seconds of a timer that ends at `ends`; null without one. Rounded down, as the server's clock in its Date is.
 * @param {number | null} ends
 * @param {number} now on the same clock
 */
export function secondsLeft(ends, now) {
  return ends === null ? null : Math.max(0, Math.floor(ends - now));
}

/**
 * The vote that an answer to this question belongs to.
 * @param {ClassState | null} state
 * @param {string} question
 * @param {number} [usual] where the class is not asked this question alone
 */
export function voteOf(state, question, usual = 1) {
  return state && !state.own_pace && state.question?.id === question ? state.vote : usual;
}

/** The name of the page in the address, "" for the first one. */
export function pageName() {
  const name = globalThis.location?.pathname.split("/").at(-1) ?? "";
  return /^[a-z]{1,20}$/.test(name) ? name : "";
}
