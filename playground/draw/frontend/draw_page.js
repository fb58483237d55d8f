// The page: names, board, counter and grid. A drawing is sent as soon as it is added, and the board is
// free for the next one at once.

import { page } from "../../shared/frontend/api.js";
import { element, find } from "../../shared/frontend/elements.js";
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
    this.root = find(root, ".draw", "div");
    this.parts = partsOf(this.root);
    this.board = new Board(this.parts.canvas, () => this.enable());
    this.grid = new Grid(find(root, ".grid", "ul"), (drawing) => this.delete(drawing));
    this.set = ""; // the one on the page; what is being typed is none yet
    this.listed = ""; // the set whose drawings are on the page
    this.counted = "";
    this.refusal = ""; // why they are not
    this.changes = 0; // a listing that was asked for before a change is out of date
    this.fillIn();
    this.listen();
    this.timer = setInterval(() => { if (!document.hidden) this.load(); }, POLL_MS);
  }

  stop() { clearInterval(this.timer); }

  get className() { return this.parts.class.value.trim(); }

  fillIn() {
    const { set, class: className, sets } = this.data;
    const before = remembered();
    this.parts.set.value = set || before.set || sets[0];
    this.parts.class.value = className || (set && set !== before.set ? "" : before.class);
    this.parts.sets.replaceChildren(...sets.map((name) => new Option(name)));
    this.open();
    this.enable();
  }

  listen() {
    this.parts.undo.addEventListener("click", () => this.board.undo());
    this.parts.clear.addEventListener("click", () => this.board.clear());
    this.parts.add.addEventListener("click", () => this.add());
    this.parts.set.addEventListener("change", () => this.open());
    this.parts.class.addEventListener("input", () => this.named());
    this.root.addEventListener("keydown", (event) => this.key(event));
  }

  /** The set that is named now; nothing of another one stays on the page. */
  open() {
    const set = this.parts.set.value.trim();
    if (set !== this.set) {
      this.set = set;
      this.clear();
    }
    this.named();
    this.load();
  }

  clear() {
    this.listed = this.counted = "";
    this.grid.show([]);
    this.say("");
    this.parts.deleted.hidden = true;
    this.parts.count.textContent = "";
    this.offer([]);
    this.offerTraining(false);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    // Streamlit has shortcuts of single letters, which it would find in what is typed here.
    event.stopPropagation();
    if (event.isComposing) return; // Enter ends a word of Japanese, say
    const { target } = event;
    const typing = target instanceof HTMLInputElement;
    if (event.key === "Enter" && (target === this.board.canvas || target === this.parts.class)) this.add();
    // A name chosen from the browser's list comes as a key press without a key.
    else if (event.key?.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && !typing) this.board.undo();
    else return;
    event.preventDefault();
  }

  /** The names have changed: the address says so, for a link and a reload. */
  named() {
    const names = { set: this.set, class: this.className };
    remember(names);
    const query = pageQuery(location.search, names);
    history.replaceState(history.state, "", `${location.pathname}?${query}${location.hash}`);
  }

  enable() {
    const { canvas, isEmpty } = this.board;
    const { undo, clear, add } = this.parts;
    for (const button of [undo, clear, add]) {
      if (isEmpty && button.matches(":focus")) canvas.focus({ preventScroll: true }); // disabled it loses the focus
      button.disabled = isEmpty;
    }
  }

  async add() {
    if (this.board.isEmpty) return;
    const { set, className, board } = this;
    if (!className) {
      this.say("Name the class first: what did you draw?");
      this.parts.class.focus();
      return;
    }
    const strokes = board.strokes;
    const file = board.file();
    board.clear();
    await this.change(async () => {
      try {
        await this.put(set, className, await file);
      } catch (error) {
        if (board.isEmpty) {
          board.show(strokes);
          throw error;
        }
        const { message } = /** @type {Error} */ (error);
        throw new Error(`${message} The drawing of “${className}” was not added.`, { cause: error });
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
    const set = this.listed;
    await this.change(async () => {
      const summary = await drawings.remove(set, drawing.id);
      if (set !== this.set) return;
      this.grid.remove(drawing);
      this.count(summary);
      this.offerUndo(set, drawing);
      this.parts.restore.focus();
    });
  }

  /**
   * @param {string} set
   * @param {Drawing} drawing that was deleted
   */
  offerUndo(set, drawing) {
    const { deleted, restore } = this.parts;
    find(deleted, "", "span").textContent = `Deleted a drawing of “${drawing.class}”.`;
    deleted.hidden = false;
    restore.onclick = () => this.change(async () => {
      // Centred once, a drawing stays as it is when it is centred again.
      await this.put(set, drawing.class, await (await fetch(address(drawing))).blob());
      deleted.hidden = true;
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
    await this.load(); // a listing that came meanwhile was thrown away
  }

  async load() {
    const { set, changes } = this;
    try {
      const { drawings: found, ...summary } = await drawings.list(set);
      if (set !== this.set || changes !== this.changes) return;
      this.listed = set;
      this.grid.show(found);
      this.count(summary);
      if (this.parts.notice.textContent === this.refusal) this.say("");
    } catch (error) {
      if (set !== this.set || set === this.listed || !this.parts.notice.hidden) return;
      this.refusal = /** @type {Error} */ (error).message;
      this.say(this.refusal);
    }
  }

  /** @param {Summary} summary */
  count(summary) {
    const { least } = this.data;
    const counts = { least, shown: this.grid.size };
    const counted = JSON.stringify([summary, counts]);
    if (counted === this.counted) return; // a button that is made anew has lost the focus
    this.counted = counted;
    this.parts.count.textContent = countWords(summary, counts);
    this.offer(summary.classes);
    this.offerTraining(summary.total >= least);
  }

  /** @param {Summary["classes"]} classes */
  offer(classes) {
    this.parts.counts.replaceChildren(...classes.map(({ name, count }) => this.classButton(name, count)));
    this.parts.classes.replaceChildren(...classes.map(({ name }) => new Option(name)));
  }

  /** @param {boolean} isEnough */
  offerTraining(isEnough) {
    const { train } = this.parts;
    if (isEnough) train.href = page("train", trainQuery(this.set, this.data.training));
    else train.removeAttribute("href");
    train.setAttribute("aria-disabled", String(!isEnough));
  }

  /**
   * @param {string} name
   * @param {number} count
   */
  classButton(name, count) {
    const button = Object.assign(element("button", "", `${name} ${count}`), { type: "button", title: `Draw ${name}` });
    button.addEventListener("click", () => {
      this.parts.class.value = name;
      this.named();
    });
    return button;
  }

  /** @param {string} sentence "" for none */
  say(sentence) {
    const { notice } = this.parts;
    notice.textContent = sentence;
    notice.hidden = !sentence;
  }
}

/** @param {ParentNode} root */
function partsOf(root) {
  return {
    set: find(root, ".set", "input"),
    class: find(root, ".class", "input"),
    sets: find(root, "#sets", "datalist"),
    classes: find(root, "#classes", "datalist"),
    canvas: find(root, ".canvas", "canvas"),
    undo: find(root, ".undo", "button"),
    clear: find(root, ".clear", "button"),
    add: find(root, ".add", "button"),
    notice: find(root, ".notice", "p"),
    count: find(root, ".count", "p"),
    train: find(root, ".train", "a"),
    counts: find(root, ".class-counts", "div"),
    deleted: find(root, ".deleted", "p"),
    restore: find(root, ".restore", "button"),
  };
}
