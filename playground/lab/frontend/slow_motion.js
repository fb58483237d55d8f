// Slow motion: one step in named parts, back and forth, by hand or at a chosen pace, with the code that runs.

import { element, find, say } from "../../shared/frontend/elements.js";
import { button } from "./control_button.js";
import { PARTS, sourceOf, wordsOf } from "./slow_words.js";

/** @import { LabView } from "./lab_view.js" */
/** @typedef {Record<string, {lines: [number, string][]}>} Code functions of losses.py by name */

const PACES = [["slowly", 5], ["steadily", 2.5], ["quickly", 1]]; // seconds a part

export class SlowMotion {
  /** @param {HTMLElement} root @param {LabView} view @param {Code} [code] */
  constructor(root, view, code = {}) {
    this.root = root;
    this.view = view;
    this.code = code;
    /** The part that is shown; null outside of slow motion. @type {any} */
    this.half = null;
    this.running = false;
    this.seconds = 2.5;
    this.#build();
  }

  get on() {
    return this.half !== null;
  }

  toggle() {
    if (this.on) this.leave();
    else this.#enter();
  }

  leave() {
    if (!this.on) return;
    this.half = null;
    this.#run(false);
    this.#show();
    this.view.dirty = true;
  }

  async #enter() {
    this.view.setPlaying(false);
    await this.next();
    if (!matchMedia("(prefers-reduced-motion: reduce)").matches) this.#run(true);
  }

  /** Goes on by itself no longer. */
  hold() {
    this.#run(false);
  }

  async next() {
    await this.#take(this.view.act("half"));
  }

  async back() {
    this.#run(false);
    const half = await this.view.act("halfBack");
    if (half === null) this.view.say("This is the beginning of the run.");
    else await this.#take(Promise.resolve(half));
  }

  /** @param {Promise<any>} asked */
  async #take(asked) {
    const before = this.half;
    const heat = this.view.frame?.heat;
    const half = await asked;
    if (!half) return;
    // D's move is seen on the points that it judged.
    const judged = half.name === "move_D" && before ? { real: before.real, fake: before.fake } : {};
    this.half = { ...half, ...judged, heatBefore: heat, fakeBefore: half.name === "move_G" ? this.lastFake : undefined };
    if (half.fake && half.name !== "move_G") this.lastFake = half.fake;
    this.#show();
  }

  /** @param {boolean} running */
  #run(running) {
    clearTimeout(this.timer);
    this.running = running;
    say(find(this.root, ".auto", "button"), running ? "Hold" : "Go on by itself");
    if (running) this.timer = setTimeout(() => requestAnimationFrame(() => this.#goOn()), 1000 * this.seconds);
  }

  /** The next part, at a frame of the screen: a hidden tab has none. */
  async #goOn() {
    if (!this.root.isConnected || this.view.stopped || !this.running) return;
    await this.next();
    if (this.running && this.on) this.#run(true);
  }

  #build() {
    const pace = element("select", { "aria-label": "Pace of slow motion" },
      ...PACES.map(([words, seconds]) => element("option", { value: String(seconds), textContent: String(words) })));
    pace.value = String(this.seconds);
    pace.addEventListener("change", () => {
      this.seconds = Number(pace.value);
      if (this.running) this.#run(true);
    });
    const parts = element("ol", { className: "parts", "aria-hidden": "true" }, ...PARTS.map(() => element("li")));
    this.root.replaceChildren(
      parts, element("h3", { className: "part" }), element("p", { className: "sentence" }),
      element("div", { className: "slow-buttons" },
        button("", "← Back", () => this.back(), { className: "back" }),
        button("", "Next →", () => { this.#run(false); this.next(); }, { className: "next" }),
        button("", "Go on by itself", () => this.#run(!this.running), { className: "auto" }), pace,
        button("", "Leave", () => this.leave(), { className: "leave" })),
      element("figure", { className: "code", "data-control": "code" },
        element("figcaption", { textContent: "gan_core/objectives/losses.py" }), element("pre", { tabIndex: 0 })),
    );
  }

  #show() {
    const { view, half, root } = this;
    const button = find(view.root, ".slow-motion", "button");
    button.setAttribute("aria-pressed", String(this.on));
    root.hidden = !this.on;
    view.root.classList.toggle("slowly", this.on);
    const naming = find(view.root, ".naming", "p");
    naming.hidden = !this.on;
    if (!half) return;
    const { title, sentence } = wordsOf(half, view.settings);
    say(naming, `${PARTS.indexOf(half.name) + 1} ${title}`);
    say(find(root, ".part", "h3"), title);
    say(find(root, ".sentence", "p"), sentence);
    view.say(`${title}. ${sentence}`);
    [...find(root, ".parts", "ol").children].forEach((item, k) => {
      item.className = `${k < 6 ? "of-D" : "of-G"} ${PARTS[k] === half.name ? "now" : ""}`;
    });
    this.#showCode();
  }

  #showCode() {
    const { name, runs } = sourceOf(this.half, this.view.settings);
    const lines = this.code[name]?.lines ?? [];
    const figure = find(this.root, ".code", "figure");
    figure.hidden = lines.length === 0 || this.view.locks.hidden.has("code");
    figure.classList.toggle("runs", runs);
    const body = lines.findIndex(([, text]) => /^( {4})\S/.test(text) && !text.includes("#") && /=|return/.test(text));
    find(figure, "pre", "pre").replaceChildren(...lines.map(([number, text], k) =>
      element("span", { className: runs && k >= body && body >= 0 ? "line now" : "line" },
        element("i", { textContent: String(number) }), `${text}\n`)));
  }
}
