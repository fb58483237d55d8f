// The Runs page: every run, asked for again now and then, drawn in place; the leaderboard and the trash.

import { api, page } from "../../shared/frontend/api.js";
import { ask, RequestRefused } from "../../shared/frontend/ask.js";
import { element, say } from "../../shared/frontend/elements.js";
import { isActive, summary } from "../../shared/frontend/run_row.js";
import { ComparisonBar } from "./comparison_bar.js";
import { FilterBar } from "./filter_bar.js";
import { Leaderboard } from "./leaderboard.js";
import { RunRow } from "./row.js";
import { TrashList } from "./trash_list.js";
import { addressOf, chosen, isFiltered, SHOWN, titleOf, unfiltered, viewIn } from "./view.js";

/**
 * @import { Run } from "../../shared/frontend/run_row.js"
 * @import { Most } from "./label_form.js"
 * @import { Named } from "./leaderboard.js"
 * @import { Trashed } from "./trash_list.js"
 * @import { View } from "./view.js"
 * @typedef {{ runs: Run[], mine: string[], locked: string[], trash: Trashed[], kept_days: number, shared: boolean, teacher: boolean, most: Most }} Listed
 */

const POLL_MS = 3000, CALM_POLL_MS = 10_000; // while something trains or waits; else
const HIDDEN_POLL_MS = 30_000;
const STEP = 60; // rows at first, and more whenever the end of the list comes near
const NEAR = "1200px";

export class RunsPage {
  /** @param {HTMLElement} root @param {{ metrics: Named[] }} data */
  constructor(root, { metrics }) {
    /** @type {View} */
    this.view = viewIn(location.search);
    /** @type {Listed} */
    this.now = { runs: [], mine: [], locked: [], trash: [], kept_days: 7, shared: false, teacher: false, most: { name: 60, note: 500, tags: 8, tag: 24 } };
    /** @type {Map<string, RunRow>} */
    this.rows = new Map();
    this.tag = "";
    this.stopped = false;
    this.isRefused = false; // what was pressed last
    this.presses = 0; // begun and ended: a poll that was on its way meanwhile may know less
    this.root = root;
    const wish = (/** @type {Record<string, unknown>} */ body) => this.wish(body);
    this.press = { wish, filterBy: (/** @type {string} */ tag) => this.change({ tag }), most: () => this.now.most, pick: (/** @type {string} */ run, /** @type {boolean} */ isPicked) => this.comparison.pick(run, isPicked) };
    this.comparison = new ComparisonBar(() => this.#markPicked());
    this.filters = new FilterBar((part) => this.change(part), () => {
      this.filters.empty();
      this.change(unfiltered(this.view));
    });
    this.board = new Leaderboard(metrics, (part) => this.change(part));
    this.trash = new TrashList(wish);
    this.most = STEP; // rows that are drawn
    this.parts = build(root, this);
    this.near = new IntersectionObserver(([end]) => { if (end.isIntersecting) this.more(); }, { rootMargin: NEAR });
    this.near.observe(this.parts.more);
    this.#poll();
  }

  stop() {
    this.stopped = true;
    this.near.disconnect();
  }

  /** The next rows of a long list. */
  more() {
    this.most += STEP;
    this.#draw();
  }

  async #poll() {
    while (!this.stopped) {
      try {
        const before = this.presses, reply = await ask(api("runs"), { cache: "no-cache" });
        if (before === this.presses) await this.#take(reply);
        if (!this.isRefused) this.parts.notice.hidden = true;
      } catch (error) {
        this.isRefused = error instanceof RequestRefused && this.isRefused;
        this.#say(error);
      }
      const pause = this.now.runs.some(isActive) ? POLL_MS : CALM_POLL_MS;
      await new Promise((resolve) => { setTimeout(resolve, document.hidden ? HIDDEN_POLL_MS : pause); });
    }
  }

  /** What was pressed, and whether it was done. A refusal stays until the next press. @param {Record<string, unknown>} body */
  async wish(body) {
    this.isRefused = false;
    this.presses++;
    const run = this.now.runs.find(({ id }) => id === body.run);
    try {
      await this.#take(await ask(api("runs"), { method: "POST", body: JSON.stringify(body) }));
      this.parts.notice.hidden = true;
      this.#offerUndo(body.do === "trash" ? run : undefined);
      return true;
    } catch (error) {
      this.isRefused = true;
      this.#say(error);
      return false;
    } finally {
      this.presses++;
    }
  }

  /** @param {Partial<View>} part */
  change(part) {
    this.view = { ...this.view, ...part };
    this.most = STEP;
    history.replaceState(history.state, "", addressOf(location, this.view));
    this.#draw();
  }

  /** @param {unknown} error */
  #say(error) {
    this.parts.notice.hidden = false;
    say(this.parts.notice, /** @type {Error} */ (error).message);
  }

  /** @param {Pick<Run, "id" | "number" | "name"> | undefined} run that was deleted last; undefined where it was something else */
  #offerUndo(run) {
    const { undo, undone } = this.parts;
    undo.hidden = !run;
    if (!run) return;
    say(undone, `Run ${run.number}, ${titleOf(run)}, is in the trash for ${this.now.kept_days} days.`);
    this.undone = run.id;
    this.parts.undoButton.focus({ preventScroll: true });
  }

  /** The last run that was deleted comes back, and the focus with it. */
  async undo() {
    const run = this.undone;
    if (!run || !await this.wish({ do: "restore", run })) return;
    this.rows.get(run)?.name.focus();
  }

  /** @param {Response} reply */
  async #take(reply) {
    const tag = reply.headers.get("etag") ?? "";
    if (tag && tag === this.tag) return;
    this.now = await reply.json();
    this.tag = tag;
    this.#draw();
    this.#takeDeleted();
  }

  /** A run that its own page has deleted can be taken back here, once. */
  #takeDeleted() {
    const id = takeDeleted();
    if (id) this.#offerUndo(this.now.trash.find((run) => run.id === id));
  }

  #draw() {
    const { now, view, parts } = this, mine = new Set(now.mine), locked = new Set(now.locked);
    const shown = chosen(now.runs, view, mine);
    for (const [name, tab] of parts.tabs) tab.setAttribute("aria-pressed", String(name === view.show));
    say(/** @type {HTMLElement} */ (parts.tabs.get("trash")), now.trash.length ? `Trash (${now.trash.length})` : "Trash");
    say(parts.status, isFiltered(view) && !view.show ? `${shown.length} of ${now.runs.length} runs` : summary(now.runs));
    parts.everyone.hidden = !now.teacher;
    parts.all.hidden = view.show !== "";
    this.board.element.hidden = view.show !== "leaderboard";
    this.trash.element.hidden = view.show !== "trash";
    this.trash.update(now.trash, now.kept_days, now.shared);
    if (view.show === "leaderboard") this.board.update(view, now.runs, now.shared);
    this.filters.update(view, now.runs, now.shared);
    parts.none.hidden = shown.length > 0 || !this.tag;
    say(parts.none, now.runs.length ? "No run is like this; search for less, or press “Show all”." : "There are no runs yet; start one on the page Train.");
    parts.more.hidden = shown.length <= this.most;
    say(parts.more, `Show ${Math.min(STEP, shown.length - this.most)} more of ${shown.length}`);
    const standing = { isShared: now.shared, isTeacher: now.teacher };
    this.#arrange(shown.slice(0, this.most), (run) => ({ ...standing, isMine: mine.has(run.id), isLocked: locked.has(run.id) }));
  }

  /** Rows stay where they are if they can: moving one would take the focus. @param {Run[]} shown @param {(run: Run) => import("./row.js").Standing} standingOf */
  #arrange(shown, standingOf) {
    const { list } = this.parts, wanted = new Set(shown.map(({ id }) => id)), known = new Set(this.now.runs.map(({ id }) => id));
    for (const [id, row] of this.rows) {
      if (!wanted.has(id)) row.element.remove();
      if (!known.has(id)) this.rows.delete(id);
    }
    this.comparison.keep(known);
    const focused = /** @type {ShadowRoot | Document} */ (this.root.getRootNode()).activeElement;
    shown.forEach((run, place) => {
      const row = this.rows.get(run.id) ?? new RunRow(run.id, this.press);
      this.rows.set(run.id, row);
      row.update(run, standingOf(run));
      const there = list.children[place] ?? null;
      if (there !== row.element) list.insertBefore(row.element, there);
    });
    const root = /** @type {ShadowRoot | Document} */ (this.root.getRootNode());
    if (focused instanceof HTMLElement && focused.isConnected && root.activeElement !== focused) focused.focus({ preventScroll: true });
    this.#markPicked();
  }

  #markPicked() {
    const { ids } = this.comparison, isFull = this.comparison.isFull();
    for (const [id, row] of this.rows) row.markPicked(ids.has(id), isFull);
  }
}

/** The run that the address says was deleted, which it then says no more; "" for none. */
function takeDeleted() {
  const url = new URL(location.href), id = url.searchParams.get("deleted") ?? "";
  if (!id) return "";
  url.searchParams.delete("deleted");
  history.replaceState(history.state, "", url.href);
  return id;
}

/**
 * The parts of the page that change.
 * @param {HTMLElement} root
 * @param {RunsPage} runs
 */
function build(root, runs) {
  const status = element("p", { class: "quiet", role: "status" }, "Loading …");
  const notice = element("p", { class: "notice", role: "alert", hidden: true });
  const undone = element("span"), undoButton = element("button", { type: "button", click: () => { runs.undo(); } }, "Undo");
  const undo = element("p", { class: "told", role: "status", hidden: true }, undone, undoButton);
  const list = element("ul", { class: "list", "aria-label": "Runs" }), none = element("p", { class: "nothing", hidden: true });
  const code = new URLSearchParams(location.search).get("class"); // a bookmark of the teacher's page when it had this address
  const everyone = element("a", { class: "button", href: page("gallery", code ? { class: code } : {}), hidden: true }, "Everyone's runs, live");
  const tabs = new Map(SHOWN.map(([name, words]) => [name, element("button", { type: "button", click: () => runs.change({ show: name }) }, words)]));
  const more = element("button", { type: "button", hidden: true, click: () => runs.more() });
  const all = element("section", {}, runs.filters.element, none, list, element("p", "more", more));
  root.replaceChildren(
    element("header", {}, element("h1", {}, "Runs"), status,
      element("div", { class: "controls" }, element("div", { class: "tabs", role: "group", "aria-label": "What is shown" }, ...tabs.values()), everyone)),
    all, runs.board.element, runs.trash.element, element("div", "messages", notice, undo, runs.comparison.element));
  return { status, notice, undo, undone, undoButton, list, none, more, everyone, tabs, all };
}
