// One run in the list: a few of its samples, what it is, how good it became, and what can be done with it.

import { api, page } from "../../shared/frontend/api.js";
import { element, say } from "../../shared/frontend/elements.js";
import { duration, isActive, mark, measured, short } from "../../shared/frontend/run_row.js";
import { LabelForm } from "./label_form.js";
import { titleOf } from "./view.js";

/**
 * @import { Metric, Run } from "../../shared/frontend/run_row.js"
 * @import { Most } from "./label_form.js"
 * @typedef {{ isMine: boolean, isLocked: boolean, isShared: boolean, isTeacher: boolean }} Standing of who looks at it
 * @typedef {{ wish: (body: Record<string, unknown>) => Promise<boolean>, filterBy: (tag: string) => void, most: () => Most, pick: (run: string, isPicked: boolean) => void }} Press
 */

export class RunRow {
  /** @param {string} id of the run @param {Press} press */
  constructor(id, press) {
    this.id = id;
    this.press = press;
    this.known = ""; // what it shows
    const address = page("train", { run: id });
    this.image = element("img", { alt: "", loading: "lazy", draggable: "false" });
    this.none = element("span", "none");
    this.name = element("a", { class: "name", href: address });
    this.number = element("span", "number");
    this.text = {
      sub: element("p", "sub"), note: element("p", "note"), mark: element("span", { class: "mark", "aria-hidden": "true" }), state: element("span"),
      finding: element("p", "finding"), value: element("b"), metric: element("span", "small"), time: element("span"), when: element("span", "small"),
      owner: element("span", "small"),
    };
    this.tags = element("p", "tags");
    this.edit = element("button", { type: "button", class: "edit", click: () => this.open() }, "Edit");
    this.trash = element("button", { type: "button", class: "trash", click: () => press.wish({ do: "trash", run: id }) }, "Delete");
    this.pick = element("input", { type: "checkbox", change: () => press.pick(id, this.pick.checked) });
    const { text } = this;
    this.element = element("li", "run",
      element("a", { class: "shot", href: address, tabindex: "-1", "aria-hidden": "true" }, this.image, this.none),
      element("div", "what", element("p", "title", this.name, this.number), text.sub, this.tags, text.note),
      element("div", "state", element("p", {}, text.mark, text.state), text.finding),
      this.metric = element("p", "metric", text.value, text.metric),
      element("p", "time", text.time, text.when, text.owner),
      element("div", "buttons", element("label", "pick check", this.pick, "Compare"), this.edit, this.trash));
  }

  /** @param {boolean} isPicked @param {boolean} isFull whether no other run may be picked */
  markPicked(isPicked, isFull) {
    this.pick.checked = isPicked;
    this.pick.disabled = isFull && !isPicked;
    this.element.toggleAttribute("data-picked", isPicked);
  }

  /** @param {Run} run @param {Standing} standing */
  update(run, standing) {
    const known = JSON.stringify([run, standing]);
    this.run = run;
    if (known === this.known) return; // of hundreds few change
    this.known = known;
    const { text } = this;
    say(this.name, titleOf(run));
    say(this.number, run.number);
    say(text.sub, `${run.recipe} on ${run.data || "unknown images"}${run.hidden ? " · hidden from others" : ""}`);
    say(text.note, run.note);
    this.#tag(run.tags);
    say(text.mark, mark(run));
    say(text.state, stateOf(run));
    say(text.finding, run.finding?.title ?? "");
    say(text.value, run.best ? short(run.best.value) : "");
    say(text.metric, run.best ? metricOf(run.best) : "");
    this.metric.title = run.best ? `The best of its evaluations. ${measured(run.best)}` : "";
    say(text.time, run.seen ? duration(run.seconds) : "");
    say(text.when, isActive(run) ? "" : when(run.updated));
    say(text.owner, standing.isShared ? (standing.isMine ? "you" : run.owner) : "");
    this.element.dataset.state = run.state;
    this.element.dataset.tone = run.finding?.tone ?? "";
    this.edit.hidden = this.trash.hidden = standing.isLocked;
    this.pick.setAttribute("aria-label", `Compare run ${run.number}`);
    this.edit.setAttribute("aria-label", `Edit name, tags and note of run ${run.number}`);
    this.trash.setAttribute("aria-label", `Delete run ${run.number}`);
    this.#draw(run, standing);
  }

  /** Its name, tags and note, to be changed below it. */
  open() {
    const { run } = this;
    if (!run || this.form) return;
    this.form = new LabelForm(run, this.press.most(), {
      save: (label) => this.press.wish({ do: "label", run: run.id, ...label }),
      close: () => {
        this.form?.element.remove();
        this.form = undefined;
        this.edit.focus();
      },
    });
    this.element.append(this.form.element);
    this.form.focus();
  }

  /** Other people's images are not even fetched: the teacher's page is projected. @param {Run} run @param {Standing} standing */
  #draw(run, { isMine, isTeacher }) {
    const covered = isTeacher && !isMine && (run.private || run.hidden !== "");
    const isShown = run.grid !== null && !covered;
    const address = isShown ? api(`runs/${run.id}/thumbs/${run.grid}.png`, { v: run.version }) : "";
    if (!address) this.image.removeAttribute("src");
    else if (this.image.getAttribute("src") !== address) this.image.src = address;
    this.image.hidden = !isShown;
    this.none.hidden = isShown;
    say(this.none, covered ? (run.private ? "private images" : "hidden") : "no samples yet");
  }

  /** @param {string[]} tags */
  #tag(tags) {
    if (this.tags.textContent === tags.join("") && this.tags.childElementCount === tags.length) return;
    this.tags.replaceChildren(...tags.map((tag) => element("button", {
      type: "button", class: "tag", title: "Show the runs with this tag", click: () => this.press.filterBy(tag),
    }, tag)));
  }
}

/** Its state in words, without the time, which stands beside it. @param {Run} run */
function stateOf(run) {
  if (run.asked_to_stop) return "stopping";
  if (run.state === "queued") return run.waiting;
  return isActive(run) ? `${run.word}, ${Math.round(100 * run.progress)}%` : run.word;
}

/** What the number beside it is of, and what would be perfect. @param {Metric} metric */
function metricOf({ name, samples, floor }) {
  const on = samples === null ? "" : `, ${samples.toLocaleString("en")} samples`;
  return `${name}${on} (perfect: 0${floor === null ? "" : `, real images: ${short(floor)}`})`;
}

/** `26 Nov, 14:05`, with the year where it is another. @param {number | null} updated seconds since 1970 */
export function when(updated) {
  if (!updated) return "";
  const then = new Date(1000 * updated), year = then.getFullYear() === new Date().getFullYear() ? undefined : "numeric";
  return then.toLocaleString("en-GB", { day: "numeric", month: "short", year, hour: "2-digit", minute: "2-digit" });
}
