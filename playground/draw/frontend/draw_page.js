// The page: names, board, counter and grid. A drawing is sent as soon as it is added, and the board is
// free for the next one at once.

import { page } from "../../shared/frontend/api.js";
import { Board } from "./board.js";
import * as drawings from "./drawings_api.js";
import { address, Grid } from "./grid.js";
import { remembered, remember } from "./tab_memory.js";
import { countWords, pageQuery, trainQuery } from "./words.js";

/** @import { Drawing, Summary } from "./drawings_api.js" */
/**
 * @typedef {object} PageData
 * @property {string} set of the address; "" where it names none
 * @property {string} class
 * @property {string[]} sets those that are here, the newest first
 * @property {number} least drawings that can be trained on
 * @property {Record<string, string>} training what Train's form is filled with
 */

const POLL_MS = 4000; // others may draw into the set as well

export class DrawPage {
  /**
   * @param {ParentNode} root
   * @param {PageData} data
   */
  constructor(root, data) {
    this.data = data;
    /** @param {string} name @returns {any} */
    this.find = (name) => root.querySelector(`.${name}`);
    this.root = /** @type {HTMLElement} */ (root.querySelector(".draw"));
    this.board = new Board(this.find("canvas"), () => this.enable());
    this.grid = new Grid(this.find("grid"), (drawing) => this.delete(drawing));
    this.listed = ""; // the set on the page
    this.counted = "";
    this.changes = 0; // a listing that was asked for before a change is out of date
    this.fillIn();
    this.listen();
    this.load();
    this.timer = setInterval(() => { if (!document.hidden) this.load(); }, POLL_MS);
  }

  stop() { clearInterval(this.timer); }

  get set() { return this.find("set").value.trim(); }

  get className() { return this.find("class").value.trim(); }

  fillIn() {
    const { set, class: className, sets } = this.data;
    const before = remembered();
    this.find("set").value = set || before.set || sets[0];
    this.find("class").value = className || (set && set !== before.set ? "" : before.class);
    this.root.querySelector("#sets")?.replaceChildren(...sets.map((name) => new Option(name)));
    this.named();
    this.enable();
  }

  listen() {
    this.find("undo").addEventListener("click", () => this.board.undo());
    this.find("clear").addEventListener("click", () => this.board.clear());
    this.find("add").addEventListener("click", () => this.add());
    this.find("set").addEventListener("change", () => { this.named(); this.load(); });
    this.find("class").addEventListener("input", () => this.named());
    this.root.addEventListener("keydown", (event) => this.key(event));
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    // Streamlit has shortcuts of single letters, which it would find in what is typed here.
    event.stopPropagation();
    if (event.isComposing) return; // Enter ends a word of Japanese, say
    const { target } = event;
    const typing = target instanceof HTMLInputElement;
    if (event.key === "Enter" && (target === this.board.canvas || target === this.find("class"))) this.add();
    else if (event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && !typing) this.board.undo();
    else return;
    event.preventDefault();
  }

  /** The names have changed: the address says so, for a link and a reload. */
  named() {
    const { set, className } = this;
    remember({ set, class: className });
    history.replaceState(history.state, "", `${location.pathname}?${pageQuery(set, className)}${location.hash}`);
  }

  enable() {
    const { canvas, isEmpty } = this.board;
    for (const name of ["undo", "clear", "add"]) {
      const button = this.find(name);
      if (isEmpty && button.matches(":focus")) canvas.focus({ preventScroll: true }); // disabled it loses the focus
      button.disabled = isEmpty;
    }
  }

  async add() {
    if (this.board.isEmpty) return;
    const { set, className, board } = this;
    if (!className) {
      this.say("Name the class first: what is it that you drew?");
      this.find("class").focus();
      return;
    }
    const strokes = board.strokes;
    const file = board.file();
    board.clear();
    await this.change(async () => {
      try {
        await this.put(set, className, await file);
      } catch (error) {
        if (board.isEmpty) board.show(strokes);
        throw error;
      }
    });
  }

  /**
   * @param {string} set
   * @param {string} className
   * @param {Blob} png
   */
  async put(set, className, png) {
    const { drawing, ...summary } = await drawings.add(set, className, png);
    if (set !== this.set) return;
    this.grid.add(drawing);
    this.count(summary);
  }

  /** @param {Drawing} drawing */
  async delete(drawing) {
    const { set } = this;
    await this.change(async () => {
      const summary = await drawings.remove(set, drawing.id);
      this.grid.remove(drawing);
      this.count(summary);
      this.offerUndo(set, drawing);
      this.find("restore").focus();
    });
  }

  /**
   * @param {string} set
   * @param {Drawing} drawing that was deleted
   */
  offerUndo(set, drawing) {
    const notice = this.find("deleted");
    notice.querySelector("span").textContent = `A drawing of ${drawing.class} is deleted.`;
    notice.hidden = false;
    this.find("restore").onclick = () => this.change(async () => {
      // Centred once, a drawing stays as it is when it is centred again.
      await this.put(set, drawing.class, await (await fetch(address(drawing))).blob());
      notice.hidden = true;
      this.board.canvas.focus();
    });
  }

  /** @param {() => Promise<void>} act */
  async change(act) {
    this.say("");
    this.changes++;
    try {
      await act();
    } catch (error) {
      this.say(error instanceof Error ? error.message : String(error));
    }
    this.changes++;
  }

  async load() {
    const { set, changes } = this;
    try {
      const { drawings: found, ...summary } = await drawings.list(set);
      if (set !== this.set || changes !== this.changes) return;
      if (set !== this.listed) this.find("deleted").hidden = true;
      this.grid.show(found);
      this.count(summary);
      if (set !== this.listed) this.say("");
      this.listed = set;
    } catch (error) {
      if (set === this.set && set !== this.listed) this.say(/** @type {Error} */ (error).message);
    }
  }

  /** @param {Summary} summary */
  count(summary) {
    const { least, training } = this.data;
    const counted = JSON.stringify([this.set, summary]);
    if (counted === this.counted) return; // a button that is made anew has lost the focus
    this.counted = counted;
    this.find("count").textContent = countWords(summary, least);
    const names = summary.classes.map(({ name, count }) => this.classButton(name, count));
    this.find("class-counts").replaceChildren(...names);
    this.root.querySelector("#classes")?.replaceChildren(...summary.classes.map(({ name }) => new Option(name)));
    const train = this.find("train");
    if (summary.total < least) train.removeAttribute("href");
    else train.href = page("train", trainQuery(this.set, training));
    train.setAttribute("aria-disabled", String(summary.total < least));
  }

  /**
   * @param {string} name
   * @param {number} count
   */
  classButton(name, count) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: `${name} ${count}` });
    button.title = `Draw ${name}`;
    button.addEventListener("click", () => {
      this.find("class").value = name;
      this.named();
    });
    return button;
  }

  /** @param {string} sentence "" for none */
  say(sentence) {
    const notice = this.find("notice");
    notice.textContent = sentence;
    notice.hidden = !sentence;
  }
}
