// One run on the teacher's page: its latest samples, what it is, and what the teacher can do with it.

import { api, page } from "../../../shared/frontend/api.js";
import { element, say } from "../../../shared/frontend/elements.js";
import { samplesAcross } from "./layout.js";
import { isActive, longState, mark, measured, numbers, owner, shortState } from "../../../shared/frontend/run_row.js";

/**
 * @import { Run } from "../../../shared/frontend/run_row.js"
 * @typedef {(body: Record<string, unknown>) => void} Wish
 */

export class Card {
  /** @param {string} id of the run @param {Wish} wish */
  constructor(id, wish) {
    this.id = id;
    this.uncovered = false; // here alone, until the page is left
    this.image = element("img", { alt: "", loading: "lazy", draggable: "false" });
    this.none = element("span", "none");
    this.place = element("a", { class: "shot", href: page("train", { run: id }) }, this.image, this.none);
    this.lines = {
      owner: element("b"), number: element("span", "number"), what: element("p", "what"),
      mark: element("span", { class: "mark", "aria-hidden": "true" }), short: element("span", "short"), long: element("span", "long"),
      numbers: element("p", "numbers"), finding: element("p", "finding"), hidden: element("p", "hidden-run"),
    };
    const button = (/** @type {string} */ name, /** @type {() => void} */ click) => element("button", { type: "button", "data-do": name, click });
    const asks = (/** @type {string} */ name) => button(name, () => wish({ do: this.actions[name], run: id }));
    /** @type {Record<string, string>} what each button asks for now */
    this.actions = {};
    this.buttons = { look: asks("look"), queue: asks("queue"), stop: asks("stop"), hide: asks("hide"), cover: button("cover", () => this.toggleCover()) };
    const { lines } = this;
    this.element = element("li", "run", this.place,
      element("div", "words", element("p", "who", lines.owner, lines.number), lines.what,
        element("p", "state", lines.mark, lines.short, lines.long), lines.numbers, lines.finding, lines.hidden),
      element("div", "buttons", ...Object.values(this.buttons)));
  }

  /** @param {Run} run @param {boolean} isLooked whether everybody is asked to look at it */
  update(run, isLooked) {
    this.run = run;
    const { lines } = this;
    say(lines.owner, owner(run));
    say(lines.number, run.number);
    say(lines.what, `${run.name ? `${run.name}: ` : ""}${run.recipe} on ${run.data}`);
    say(lines.mark, mark(run));
    say(lines.short, shortState(run));
    say(lines.long, longState(run));
    say(lines.numbers, numbers(run));
    lines.numbers.title = measured(run.metric);
    say(lines.finding, run.finding?.title ?? "");
    say(lines.hidden, run.hidden ? "Hidden from the class" : "");
    this.element.dataset.state = run.state;
    this.element.dataset.tone = run.finding?.tone ?? "";
    this.element.toggleAttribute("data-looked", isLooked);
    this.#show("look", isLooked ? "end look" : "look", isLooked ? "End look" : "Look at this", !run.hidden);
    this.#show("queue", run.ahead ? "back" : "first", run.ahead ? "Back to its place" : "Go first", run.in_queue);
    this.#show("stop", "stop", "Stop", isActive(run) && !run.asked_to_stop);
    this.#show("hide", run.hidden ? "show" : "hide", run.hidden ? "Show to the class" : "Hide", true);
    this.#draw();
  }

  toggleCover() {
    this.uncovered = !this.uncovered;
    this.#draw();
  }

  /** @param {number} width px of the image */
  fit(width) {
    this.width = width;
    const columns = this.run?.columns ?? 10;
    this.image.style.setProperty("--zoom", String(columns / samplesAcross(columns, width)));
  }

  /** What is private or hidden is not even fetched before it is asked for: this page is projected. */
  #draw() {
    const { run } = this;
    if (!run) return;
    const covered = (run.private || run.hidden !== "") && !this.uncovered;
    const shown = run.grid !== null && !covered;
    const address = shown ? api(`runs/${run.id}/grids/${run.grid}.png`, { v: run.version }) : "";
    if (address && this.image.getAttribute("src") !== address) this.image.src = address;
    if (!address) this.image.removeAttribute("src");
    this.image.alt = address ? `Latest samples of run ${run.number}` : "";
    this.image.hidden = !shown;
    this.none.hidden = shown;
    say(this.none, covered ? (run.private ? "Private images" : "Hidden") : "No samples yet");
    this.place.setAttribute("aria-label", `Run ${run.number} of ${owner(run)}`);
    this.#show("cover", "", this.uncovered ? "Cover" : "Show here", run.private || run.hidden !== "");
    if (this.width) this.fit(this.width);
  }

  /** @param {keyof Card["buttons"]} name @param {string} action @param {string} words @param {boolean} isThere */
  #show(name, action, words, isThere) {
    const button = this.buttons[name];
    this.actions[name] = action;
    button.hidden = !isThere;
    say(button, words);
    button.setAttribute("aria-label", `${words}: run ${this.run?.number}`);
  }
}
