// One stage on the page: its prediction, what runs, and the question of what happened.

import { element, say } from "../../shared/frontend/elements.js";
import { mayPlay, sectionsOf } from "./sequence.js";
import { mountDiracStage } from "./stages/dirac_stage.js";
import { mountLabStage } from "./stages/lab_stage.js";
import { mountRunsStage } from "./stages/runs_stage.js";
import { paragraphs } from "./words.js";

/** @import { LessonView } from "./lesson_view.js" */
/** @import { Stage } from "./types.js" */

export class StageView {
  /** @param {LessonView} view @param {Stage} stage @param {number} number */
  constructor(view, stage, number) {
    this.view = view;
    this.stage = stage;
    this.number = number;
    this.begins = sectionsOf(view.lesson).findIndex((section) => section.stage === number);
    this.predict = element("div", { className: "predict" });
    this.place = element("div", { className: "running" });
    this.saw = element("p", { className: "saw", role: "status" });
    this.skip = element("button", { type: "button", className: "skip", textContent: "It does not happen here; go on", hidden: true });
    this.skip.addEventListener("click", () => view.seen(number));
    this.again = element("button", { type: "button", className: "again", textContent: "Run this again from its start" });
    this.again.addEventListener("click", () => {
      this.running?.stop();
      this.#mount();
    });
    this.observe = element("div", { className: "observe" });
    const title = view.lesson.stages.length > 1 ? `${number + 1}. ${stage.title}` : stage.title;
    this.root = element("section", { className: "lesson-stage", "aria-label": stage.title },
      element("h3", { textContent: title }), ...paragraphs(stage.do, "do"), ...view.notes(stage.predict),
      element("div", { className: "beside" }, element("div", { className: "talk" }, this.predict, this.saw, this.skip, this.observe),
        element("div", {}, this.place, this.again)));
    this.gate = new Promise((resolve) => { this.open = resolve; });
    this.running = /** @type {{ stop: () => void } | null} */ (null);
  }

  stop() {
    this.running?.stop();
  }

  /** @param {number} at the section that the lesson is in */
  update(at) {
    const { view, stage, number } = this;
    const reached = at >= this.begins;
    this.root.hidden = !reached;
    if (!reached) return;
    if (!this.running) this.#mount();
    // Who has seen the run no longer votes on a prediction.
    const voting = view.classroom.isVoting(stage.predict);
    if (mayPlay(view.lesson, number, view.progress) && !view.classroom.paused && !voting) this.open?.(undefined);
    const seen = view.progress.seen.includes(number);
    const told = seen && (!stage.observe || stage.observe in view.progress.answers);
    this.#questions(this.predict, stage.predict, "Predict", { predicted: true, held: !told });
    const predicted = stage.predict.every((id) => id in view.progress.answers);
    const next = voting ? "Your class is voting. It plays when your teacher closes the vote." : `Go on until you see it: ${stage.tell}`;
    say(this.saw, seen ? `✓ Seen: ${stage.tell}` : predicted ? next : "");
    this.saw.classList.toggle("done", seen);
    if (seen) this.skip.hidden = true;
    this.again.hidden = !predicted;
    this.observe.hidden = !seen || !stage.observe;
    if (!this.observe.hidden) this.#questions(this.observe, [stage.observe], "This is what I saw", {});
  }

  /** @param {HTMLElement} box @param {string[]} ids @param {string} button @param {{ predicted?: boolean, held?: boolean }} how */
  #questions(box, ids, button, how) {
    const key = ids.map((id) => this.view.standing(id)).join() + how.held;
    if (box.dataset.key === key) return;
    box.dataset.key = key;
    box.replaceChildren(...ids.map((id) => this.view.asked(id, button, how)));
  }

  #mount() {
    const { view, stage, number } = this;
    const around = {
      gate: this.gate,
      seed: stage.own_seed ? view.ownSeed() : view.data.seed,
      code: view.data.code,
      locked: view.data.locked,
      hidden: view.data.hidden,
      onSeen: () => view.seen(number),
      onLate: () => { this.skip.hidden = view.progress.seen.includes(number); },
    };
    const mount = stage.dirac ? mountDiracStage : stage.runs.length > 0 ? mountRunsStage : mountLabStage;
    try {
      this.running = mount(this.place, stage, around);
    } catch (problem) { // a rule that the engine refuses, in a lesson of a teacher's own
      this.running = { stop: () => {} };
      this.place.replaceChildren(element("p", { className: "problem", role: "alert", textContent: /** @type {Error} */ (problem).message }));
      this.gate.then(around.onLate);
    }
  }
}
