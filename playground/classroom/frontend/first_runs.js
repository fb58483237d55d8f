// How long a class will wait for its first runs; the server reckons it as it reckons the queue.

import { element, say } from "../../shared/frontend/elements.js";
import { ask } from "./class_api.js";

const QUIET_MS = 250; // after the last key

/** @returns {HTMLElement} */
export function firstRuns() {
  const field = (/** @type {string} */ name, /** @type {string} */ step) =>
    element("input", { name, type: "number", min: step === "any" ? "0.1" : step, step });
  const fields = [field("people", "1"), field("minutes", "any"), field("workers", "1")];
  const labels = ["People", "Minutes a run", "Workers"];
  const answer = element("p", { class: "told", "aria-live": "polite" });
  let asked = 0, timer = 0;
  const reckon = async () => {
    const number = asked += 1, isEmpty = fields.every(({ value }) => !value);
    const query = new URLSearchParams(isEmpty ? [] : fields.map(({ name, value }) => [name, value]));
    let words;
    try {
      const found = await (await ask(`first-runs?${query}`)).json();
      if (isEmpty) for (const each of fields) each.value ||= String(found[each.name]);
      words = found.words;
    } catch (error) {
      words = /** @type {Error} */ (error).message;
    }
    if (number === asked) say(answer, words);
  };
  const details = element("details", { class: "first-runs" },
    element("summary", {}, "How long will everybody wait for a first run?"),
    element("div", { class: "first-runs-fields" }, ...fields.map((each, place) => element("label", {}, labels[place], each))), answer,
    element("p", { class: "quiet" }, "A worker trains one run at a time; everybody's first run goes before anybody's second. Reckoned for runs that are all queued at once and use their whole budget, with 8 s to start each."));
  details.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(reckon, QUIET_MS);
  });
  details.addEventListener("toggle", () => { if (details.open) reckon(); });
  return details;
}
