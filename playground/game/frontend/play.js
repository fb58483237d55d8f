// Playing: one item after another, answered by buttons, keys or a swipe; nothing is told before the end.

/** @import { Item } from "./rounds.js" */
/**
 * @typedef {object} Answer
 * @property {boolean} saidReal
 * @property {number} sureness 1 to 4; 0 where it was not asked
 */

/**
 * @typedef {object} Question the two answers, of which the second is that an image is real
 * @property {[string, string]} answers
 * @property {[string, string]} keys a letter for each, beside the arrow keys
 * @property {string} swipe what a swipe means
 * @property {(item: Item) => string} note under the image
 *
 * @typedef {{ draw: (canvas: HTMLCanvasElement, item: Item) => void }} Drawing
 */

const SWIPE = 50; // px to the side

/** @type {Question} */
const REAL_OR_FAKE = {
  answers: ["Made by G", "Real"],
  keys: ["F", "R"],
  swipe: "Or swipe: left is made by G, right is real.",
  note: ({ className }) => (className ? `Class: ${className}. D is told it, too.` : ""),
};

export class Play {
  /**
   * @param {(name: string) => any} find
   */
  constructor(find) {
    this.find = find;
    this.done = (/** @type {Answer[]} */ _) => {};
    this.question = REAL_OR_FAKE;
    /** @type {Item[]} */
    this.items = [];
    /** @type {Answer[]} */
    this.answers = [];
    /** @type {Drawing | undefined} */
    this.drawing = undefined;
    this.asksSureness = false;
    /** @type {boolean | null} */
    this.pending = null; // what was said, while it is asked how surely
    find("say-fake").addEventListener("click", () => this.say(false));
    find("say-real").addEventListener("click", () => this.say(true));
    find("back").addEventListener("click", () => this.back());
    for (const button of find("sureness").querySelectorAll("button")) {
      button.addEventListener("click", () => this.sure(Number(button.value)));
    }
    this.listenToSwipes(find("stage"));
  }

  /**
   * @param {Drawing} drawing
   * @param {Item[]} items
   * @param {(answers: Answer[]) => void} done
   * @param {{ asksSureness?: boolean, question?: Question }} [how]
   */
  begin(drawing, items, done, { asksSureness = false, question = REAL_OR_FAKE } = {}) {
    Object.assign(this, { drawing, items, done, asksSureness, question, answers: [], pending: null });
    this.name();
    this.show();
    this.find("play").focus({ preventScroll: true });
  }

  name() {
    const { answers, keys, swipe } = this.question;
    ["say-fake", "say-real"].forEach((name, at) => {
      const words = [answers[at], keys[at], at ? "→" : "←"];
      [".said", ".letter", ".arrow"].forEach((part, k) => { this.find(name).querySelector(part).textContent = words[k]; });
    });
    this.find("swipe").textContent = swipe;
  }

  get isOver() { return this.answers.length === this.items.length; }

  /** @param {boolean} saidReal */
  say(saidReal) {
    if (this.isOver) return;
    if (!this.asksSureness) return this.take({ saidReal, sureness: 0 });
    this.pending = saidReal;
    this.show();
  }

  /** @param {number} sureness */
  sure(sureness) {
    if (this.pending === null) return;
    const saidReal = this.pending;
    this.pending = null;
    this.take({ saidReal, sureness });
  }

  /** @param {Answer} answer */
  take(answer) {
    this.answers.push(answer);
    if (this.isOver) this.done(this.answers);
    else this.show();
  }

  back() {
    if (this.pending === null) this.answers.pop();
    this.pending = null;
    this.show();
  }

  /**
   * @param {KeyboardEvent} event
   * @returns {boolean} whether the key meant something here
   */
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return false;
    const key = event.key.toLowerCase();
    const [no, yes] = this.question.keys.map((letter) => letter.toLowerCase());
    if (key === no || key === "arrowleft") this.say(false);
    else if (key === yes || key === "arrowright") this.say(true);
    else if (key === "backspace") this.back();
    else if (this.pending !== null && /^[1-4]$/.test(key)) this.sure(Number(key));
    else return false;
    return true;
  }

  show() {
    const { answers, items, find } = this;
    const item = items[answers.length];
    const words = `Item ${answers.length + 1} of ${items.length}`;
    find("count").textContent = words;
    find("dots").replaceChildren(...items.map((_, at) => dot(at < answers.length ? "done" : at === answers.length ? "now" : "")));
    find("item").setAttribute("aria-label", words.toLowerCase());
    this.drawing?.draw(find("item"), item);
    find("note").textContent = this.question.note(item);
    find("sureness").hidden = this.pending === null;
    find("answers").dataset.said = this.pending === null ? "" : this.pending ? "real" : "fake";
    find("back").disabled = !answers.length && this.pending === null;
    if (this.pending !== null) find("sureness").querySelector("button").focus({ preventScroll: true });
    else if (find("sureness").contains(find("sureness").getRootNode().activeElement)) find("play").focus({ preventScroll: true });
  }

  /** @param {HTMLElement} stage */
  listenToSwipes(stage) {
    let start = NaN;
    const end = () => { start = NaN; stage.style.transform = ""; stage.dataset.side = ""; };
    stage.addEventListener("pointerdown", (event) => {
      if (event.pointerType === "mouse") return;
      start = event.clientX;
      stage.setPointerCapture(event.pointerId);
    });
    stage.addEventListener("pointermove", (event) => {
      const moved = event.clientX - start;
      if (Number.isNaN(moved)) return;
      stage.style.transform = `translateX(${moved}px)`;
      stage.dataset.side = Math.abs(moved) < SWIPE ? "" : moved > 0 ? "real" : "fake";
    });
    stage.addEventListener("pointerup", (event) => {
      const moved = event.clientX - start;
      end();
      if (Math.abs(moved) >= SWIPE && this.pending === null) this.say(moved > 0);
    });
    stage.addEventListener("pointercancel", end);
    // A finger that rests for a moment before it swipes would get a menu instead.
    stage.addEventListener("contextmenu", (event) => event.preventDefault());
  }
}

/** @param {string} state */
function dot(state) {
  return Object.assign(document.createElement("i"), { className: state });
}
