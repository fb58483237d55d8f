// Polls the server for what is new in a run: one request at a time, less often the longer it trains.

import { api } from "../../../shared/frontend/api.js";
import { ACTIVE } from "./progress.js";

// On a small machine, drawing takes time from the training, so it slows down as the changes do.
const POLL_MS = { first: 1000, later: 4000, ended: 5000 };
const FIRST_SECONDS = 20;
// How much the page has: log and metrics up to a byte, findings up to a number of moments.
const NOTHING = { since: 0, metrics_since: 0, moments_known: 0 };

/** @typedef {import("../types.js").LiveAnswer} LiveAnswer */

/**
 * Milliseconds until the next request.
 * @param {import("../types.js").Status | undefined} status
 * @returns {number}
 */
export function pollDelay(status) {
  if (!status || !ACTIVE.includes(status.state)) return POLL_MS.ended;
  const slower = (POLL_MS.first * (status.seconds ?? 0)) / FIRST_SECONDS;
  return Math.min(POLL_MS.later, Math.max(POLL_MS.first, slower));
}

/**
 * @typedef {object} Listeners
 * @property {(news: LiveAnswer) => void} onNews
 * @property {() => void} onResumed everything before is void
 * @property {(sentence: string) => void} onTrouble
 * @property {() => void} onGone the run was deleted, or hidden from who looks
 * @property {() => boolean} isReplay whether the page shows what it has, and waits for nothing new
 */

export class Poller {
  /**
   * @param {HTMLElement} root polling stops when it leaves the page
   * @param {Listeners} listeners
   */
  constructor(root, listeners) {
    this.root = root;
    this.listeners = listeners;
    this.run = "";
    this.alive = this.asking = false;
    /** @type {import("../types.js").Status | undefined} */
    this.status = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.known = { ...NOTHING };
  }

  /** @param {string} run */
  start(run) {
    this.run = run;
    if (this.alive) return;
    this.alive = true;
    this.poll();
  }

  stop() {
    this.alive = false;
    clearTimeout(this.timer);
  }

  async poll() {
    clearTimeout(this.timer);
    if (!this.alive || !this.root.isConnected) return;
    try {
      if (!document.hidden && !this.asking && !this.rests()) await this.ask();
    } finally {
      if (this.alive) this.timer = setTimeout(() => this.poll(), pollDelay(this.status));
    }
  }

  /** A replay of a run that has ended needs no server. */
  rests() {
    return this.status !== undefined && !ACTIVE.includes(this.status.state) && this.listeners.isReplay();
  }

  async ask() {
    this.asking = true;
    let answer, news;
    try {
      answer = await fetch(api(`runs/${this.run}/live`, this.known));
      news = await answer.json();
    } catch {
      return this.listeners.onTrouble("The server does not answer; this page continues when it does.");
    } finally {
      this.asking = false;
    }
    if (answer.ok) return this.take(news);
    this.listeners.onTrouble(news.error);
    if (answer.status === 400) this.listeners.onGone();
  }

  /** @param {LiveAnswer} news */
  take(news) {
    // A resumed run drops what came after its checkpoint, so everything is fetched anew.
    const isResumed = this.status && this.status.queued_at !== news.status.queued_at && this.known.since > 0;
    this.status = news.status;
    if (isResumed) {
      this.known = { ...NOTHING };
      this.listeners.onResumed();
      return;
    }
    const { known, moments } = news.findings;
    this.known = { since: news.next, metrics_since: news.metrics.next, moments_known: known + moments.length };
    this.listeners.onNews(news);
  }
}
