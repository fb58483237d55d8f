// The trash: what was deleted, how long it can be taken back, and deleting it for good.

import { element, say } from "../../shared/frontend/elements.js";
import { titleOf } from "./view.js";

/**
 * @typedef {{ id: string, number: string, name: string, owner: string, recipe: string, data: string, days_left: number }} Trashed
 * @typedef {(body: Record<string, unknown>) => Promise<boolean>} Wish
 */

const SURE_MS = 5000; // in which a second press deletes for good

export class TrashList {
  /** @param {Wish} wish */
  constructor(wish) {
    this.wish = wish;
    this.known = ""; // what is listed now
    this.about = element("p", "quiet");
    this.list = element("ul", { class: "trashed", "aria-label": "Runs in the trash" });
    this.empty = sure("Empty the trash", "Press again to delete all of them for good", () => { wish({ do: "empty" }); });
    this.element = element("section", {}, this.about, this.empty, this.list);
  }

  /** @param {Trashed[]} trash @param {number} days that a run stays in it @param {boolean} isShared */
  update(trash, days, isShared) {
    say(this.about, trash.length ? `What you delete stays here for ${days} days. Until then it can be taken back as it was; it still takes its space on the disk.`
      : `The trash is empty. What you delete stays here for ${days} days.`);
    this.empty.hidden = !trash.length;
    const known = JSON.stringify(trash);
    if (known === this.known) return;
    this.known = known;
    this.list.replaceChildren(...trash.map((run) => this.#row(run, isShared)));
  }

  /** @param {Trashed} run @param {boolean} isShared */
  #row(run, isShared) {
    const left = run.days_left === 1 ? "1 day left" : `${run.days_left} days left`;
    const back = element("button", { type: "button", "aria-label": `Take run ${run.number} back`, click: () => this.wish({ do: "restore", run: run.id }) }, "Take back");
    const gone = sure("Delete for good", "Press again to delete it for good", () => { this.wish({ do: "delete", run: run.id }); });
    return element("li", {}, element("div", "what", element("p", "title", element("b", {}, titleOf(run)), element("span", "number", run.number)), element("p", "sub", `${run.recipe} on ${run.data || "unknown images"}${isShared && run.owner ? `, of ${run.owner}` : ""}`)),
      element("span", "small", left), element("div", "buttons", back, gone));
  }
}

/** A button that asks once more. @param {string} words @param {string} question @param {() => void} press */
function sure(words, question, press) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let asked;
  const unsure = () => {
    clearTimeout(asked);
    asked = undefined;
    say(button, words);
  };
  const button = element("button", { type: "button", click: () => {
    if (asked) {
      unsure();
      press();
      return;
    }
    say(button, question);
    asked = setTimeout(unsure, SURE_MS);
  } }, words);
  return button;
}
