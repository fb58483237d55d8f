// Everyone's runs: asked for every two seconds, drawn in place, with what the teacher does to one or to all.

import { api, page } from "../../../shared/frontend/api.js";
import { ask, RequestRefused } from "../../../shared/frontend/ask.js";
import { isCode } from "../../../shared/frontend/class_client.js";
import { element, say } from "../../../shared/frontend/elements.js";
import { Card } from "./card.js";
import { columnsFor } from "./layout.js";
import { isActive, summary } from "../../../shared/frontend/run_row.js";

/**
 * @import { Run } from "../../../shared/frontend/run_row.js"
 * @typedef {{ runs: Run[], cleared: number, look: { run: string, class_code: string } | null, fixed: string[] }} Gallery
 */

const POLL_MS = 2000, HIDDEN_POLL_MS = 10_000;
const REFUSED_POLL_MS = 10_000; // the passphrase has run out: only a reload helps
const SURE_MS = 5000; // in which a second press stops all

export class GalleryPage {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    const address = new URLSearchParams(location.search), code = address.get("class") ?? "";
    this.code = isCode(code) ? code : "";
    /** @type {Gallery} */
    this.now = { runs: [], cleared: 0, look: null, fixed: [] };
    /** @type {Map<string, Card>} */
    this.cards = new Map();
    this.tag = "";
    this.stopped = false;
    this.isRefused = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} while a second press stops all */
    this.sure = undefined;
    this.parts = build(root, this.code, {
      wish: (body) => { this.#wish(body); },
      stopAll: () => { this.#stopAll(); },
      present: () => { this.#present(!root.classList.contains("present")); },
    });
    this.resized = new ResizeObserver(() => this.#arrange());
    this.resized.observe(this.parts.list);
    this.escape = (/** @type {KeyboardEvent} */ { key }) => { if (key === "Escape") this.#present(false); };
    addEventListener("keydown", this.escape);
    this.#present(address.has("present"));
    this.#poll();
  }

  stop() {
    this.stopped = true;
    this.resized.disconnect();
    removeEventListener("keydown", this.escape);
  }

  async #poll() {
    while (!this.stopped) {
      let pause = document.hidden ? HIDDEN_POLL_MS : POLL_MS;
      try {
        this.#take(await ask(api("gallery"), { cache: "no-cache" }));
        if (!this.isRefused) this.parts.notice.hidden = true;
      } catch (error) {
        this.isRefused = false; // what is said now ends with the next answer
        this.#refuse(error);
        if (error instanceof RequestRefused) pause = REFUSED_POLL_MS;
      }
      await new Promise((resolve) => { setTimeout(resolve, pause); });
    }
  }

  /** What was pressed; its refusal stays until the next press, or until a poll is refused. @param {Record<string, unknown>} body */
  async #wish(body) {
    const wish = body.do === "look" ? { ...body, class: this.code } : body;
    this.isRefused = false;
    try {
      await this.#take(await ask(api("gallery"), { method: "POST", body: JSON.stringify(wish) }));
      this.parts.notice.hidden = true;
    } catch (error) {
      this.isRefused = true;
      this.#refuse(error);
    }
  }

  /** @param {unknown} error */
  #refuse(error) {
    this.parts.notice.hidden = false;
    say(this.parts.notice, /** @type {Error} */ (error).message);
  }

  /** @param {Response} reply */
  async #take(reply) {
    const tag = reply.headers.get("etag") ?? "", found = await reply.json();
    if (tag && tag === this.tag) return;
    this.tag = tag;
    this.now = found;
    this.#draw();
  }

  #draw() {
    const { runs, cleared, look, fixed } = this.now, looked = runs.find(({ id }) => id === look?.run);
    say(this.parts.status, summary(runs));
    this.parts.clear.hidden = runs.every(isActive);
    this.parts.stopAll.hidden = !runs.some(isActive);
    this.parts.uncleared.hidden = !cleared;
    say(this.parts.uncleared, `Show ${cleared} cleared`);
    this.parts.look.hidden = !look;
    if (look) say(this.parts.looking, `${look.class_code ? `Class ${look.class_code}` : "Everybody"} is asked to look at run ${looked?.number ?? look.run.slice(0, 5)}.`);
    this.parts.fixed.hidden = !fixed.length;
    say(this.parts.fixing, `🔒 Every new run of a student: ${fixed.join(", ")}.`);
    for (const id of this.cards.keys()) if (!runs.some((run) => run.id === id)) this.#remove(id);
    runs.forEach((run, place) => {
      let card = this.cards.get(run.id);
      if (!card) this.cards.set(run.id, card = new Card(run.id, (body) => { this.#wish(body); }));
      card.update(run, run.id === look?.run);
      this.#put(card.element, place);
    });
    this.#arrange();
  }

  /** Where it belongs, and nothing where it is there: moving it would take the focus. @param {HTMLElement} card @param {number} place */
  #put(card, place) {
    const there = this.parts.list.children[place] ?? null;
    if (there === card) return;
    const focused = /** @type {ShadowRoot | Document} */ (this.root.getRootNode()).activeElement;
    this.parts.list.insertBefore(card, there);
    if (focused instanceof HTMLElement && card.contains(focused)) focused.focus();
  }

  /** @param {string} id */
  #remove(id) {
    this.cards.get(id)?.element.remove();
    this.cards.delete(id);
  }

  #arrange() {
    if (this.root.classList.contains("present")) {
      const { clientWidth: width, clientHeight: height } = this.parts.list, columns = columnsFor(this.cards.size, width, height);
      this.parts.list.style.setProperty("--columns", String(columns));
      this.parts.list.style.setProperty("--rows", String(Math.max(1, Math.ceil(this.cards.size / columns))));
    }
    for (const card of this.cards.values()) card.fit(card.place.clientWidth);
  }

  /** @param {boolean} isOn */
  #present(isOn) {
    this.root.classList.toggle("present", isOn);
    const url = new URL(location.href);
    if (isOn) url.searchParams.set("present", "1");
    else url.searchParams.delete("present");
    history.replaceState(history.state, "", url);
    say(this.parts.projector, isOn ? "Leave the projector" : "Projector");
    this.#arrange();
  }

  #stopAll() {
    const many = this.now.runs.filter(isActive).length;
    if (this.sure) {
      clearTimeout(this.sure);
      this.#unsure();
      this.#wish({ do: "stop all" });
      return;
    }
    say(this.parts.stopAll, `Press again to stop ${many === 1 ? "the run" : `all ${many} runs`}`);
    this.sure = setTimeout(() => this.#unsure(), SURE_MS);
  }

  #unsure() {
    this.sure = undefined;
    say(this.parts.stopAll, "Stop all");
  }
}

/**
 * The parts of the page that change.
 * @param {HTMLElement} root
 * @param {string} code of the class it is opened for; "" for the whole server
 * @param {{ wish: (body: Record<string, unknown>) => void, stopAll: () => void, present: () => void }} press
 */
function build(root, code, { wish, stopAll, present }) {
  const button = (/** @type {string} */ words, /** @type {() => void} */ click) => element("button", { type: "button", click }, words);
  const looking = element("span"), fixing = element("span");
  const parts = {
    status: element("p", { class: "quiet", role: "status" }, "Loading …"),
    notice: element("p", { class: "notice", role: "alert", hidden: true }),
    list: element("ul", "cards"),
    stopAll: button("Stop all", stopAll),
    clear: button("Clear ended ones", () => wish({ do: "clear" })),
    uncleared: button("", () => wish({ do: "show cleared" })),
    projector: button("Projector", present),
    look: element("p", { class: "told", hidden: true }, looking, button("End look", () => wish({ do: "end look" }))),
    fixed: element("p", { class: "told", hidden: true }, fixing, button("Release", () => wish({ do: "release" }))),
    looking, fixing,
  };
  const { status, notice, list, clear, uncleared, projector, look, fixed } = parts;
  root.replaceChildren(
    element("header", {}, element("h1", {}, code ? `Everyone's runs · class ${code}` : "Everyone's runs"), status,
      element("div", { class: "controls" }, projector, clear, uncleared, parts.stopAll,
        element("a", { class: "button", href: page("train") }, "Fix recipe, images, budget"))),
    notice, look, fixed, list);
  return parts;
}
