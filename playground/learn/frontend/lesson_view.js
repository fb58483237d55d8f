// One lesson: predict, do, observe, stage by stage; then the explanation, checks and where to go on.

import { element, say } from "../../shared/frontend/elements.js";
import { currentClass } from "../../shared/frontend/class_client.js";
import { learn, onward } from "./addresses.js";
import { ClassLink } from "./class_link.js";
import { explanation } from "./explanation.js";
import { all, keep } from "./progress.js";
import { matchCurves } from "./match_curves.js";
import { answered, ask, noted } from "./question.js";
import { current, isDone, isFinished, keptFor, restored, sectionsOf } from "./sequence.js";
import { StageView } from "./stage_view.js";
import { stageNotes, lessonNotes } from "./teacher_notes.js";
import { inline, paragraphs } from "./words.js";

/** @import { Lesson, PageData, Question } from "./types.js" */

const STEPS = Object.freeze({ predict: "Predict", do: "Do", observe: "Observe", explain: "Explain", check: "Check", transfer: "Go on" });

export class LessonView {
  /** @param {HTMLElement} root @param {PageData} data with a lesson */
  constructor(root, data) {
    this.root = root;
    this.data = data;
    this.lesson = /** @type {Lesson} */ (data.lesson);
    this.code = currentClass();
    this.kept = keptFor(this.code, all()[this.lesson.name] ?? {});
    this.progress = restored(this.lesson, this.kept);
    this.seed = data.seed ?? null;
    this.line = element("ol", { className: "steps", "aria-label": "Parts of this lesson" });
    this.said = element("p", { className: "class-said", role: "status" });
    this.body = element("div", { className: "sections" });
    root.replaceChildren(this.#header(), this.line, this.said, this.body);
    this.classroom = new ClassLink((sentence) => say(this.said, sentence), () => this.update());
    this.stages = this.lesson.stages.map((stage, number) => new StageView(this, stage, number));
    this.ends = [element("section", { className: "end" }), element("section", { className: "end" }), element("section", { className: "end" })];
    this.body.append(...this.stages.map(({ root: section }) => section), ...this.ends);
    this.ready = true;
    this.update();
  }

  stop() {
    this.classroom.stop();
    for (const stage of this.stages) stage.stop();
  }

  /** @param {string} id @returns {Question} */
  question(id) {
    return /** @type {Question} */ (this.lesson.questions.find((question) => question.id === id));
  }

  /** The seed of this browser's runs; a lesson may want each to have its own. */
  ownSeed() {
    if (this.seed === null) {
      const drawn = Number(this.kept.seed);
      this.seed = Number.isInteger(drawn) && drawn > 0 && drawn < 1000 ? drawn : 1 + (crypto.getRandomValues(new Uint16Array(1))[0] % 999);
    }
    return this.seed;
  }

  /** @param {string} id @param {string} answer @param {HTMLElement} box where the focus goes on */
  answer(id, answer, box) {
    const { answers, again } = this.progress;
    if (id in answers) again.push(id);
    answers[id] = answer;
    this.classroom.answer(id, answer, this.seed);
    this.#save();
    this.update();
    this.#focus(box);
  }

  /** @param {number} stage has shown what it must, or is left without */
  seen(stage) {
    if (this.progress.seen.includes(stage)) return;
    this.progress.seen.push(stage);
    this.#save();
    this.update();
  }

  update() {
    if (!this.ready) return;
    this.#steps();
    const at = current(this.lesson, this.progress);
    const sections = sectionsOf(this.lesson);
    for (const stage of this.stages) stage.update(at);
    const [explain, check, transfer] = this.ends;
    const open = (/** @type {string} */ kind) => sections.findIndex((section) => section.kind === kind) <= at;
    this.#fill(explain, open("explain"), `${this.progress.read}`, () => this.#explain());
    const key = this.lesson.checks.map((id) => this.standing(id)).join();
    this.#fill(check, open("check"), key, () => [element("h3", { tabIndex: -1, textContent: "Check yourself" }), ...this.lesson.checks.map((id) => this.asked(id, "Answer"))]);
    this.#fill(transfer, open("transfer"), "", () => this.#transfer());
  }

  /**
   * A question as it stands: to be answered, noted, or told with its reasons.
   * @param {string} id @param {string} button @param {{ predicted?: boolean, held?: boolean }} [how]
   */
  asked(id, button, { predicted = false, held = false } = {}) {
    const question = this.question(id), answer = this.progress.answers[id];
    const box = element("div", { className: "asking", tabIndex: -1 });
    if (answer === undefined) box.append(ask(question, button, (said) => this.answer(id, said, box)));
    else if (this.votesAgain(id)) {
      box.append(noted(question, answer), element("p", { className: "again-asked", textContent: "Second vote: choose again, even if you stay with it." }),
        ask(question, "Vote again", (said) => this.answer(id, said, box)));
    }
    else if (held || this.classroom.holds(id)) box.append(noted(question, answer));
    else box.append(answered(question, answer, { predicted }));
    box.dataset.question = id;
    return box;
  }

  /** Whether the class votes again on what was answered here once. @param {string} id */
  votesAgain(id) {
    const { answers, again } = this.progress;
    return id in answers && !again.includes(id) && this.classroom.votesAgain(id);
  }

  /** What a question looks like depends on. One that is being answered stays as it is. @param {string} id */
  standing(id) {
    const { answers, again } = this.progress;
    if (!(id in answers)) return "asked";
    return `${answers[id]} ${again.includes(id)} ${this.classroom.holds(id)} ${this.votesAgain(id)}`;
  }

  /** Filled anew only when what it depends on has changed, so that nobody loses what they type.
   * @param {HTMLElement} section @param {boolean} open @param {string} key @param {() => Node[]} content */
  #fill(section, open, key, content) {
    section.hidden = !open;
    if (!open || section.dataset.key === key) return;
    section.dataset.key = key;
    section.replaceChildren(...content());
  }

  #header() {
    const { title, goal, minutes, name } = this.lesson;
    return element("header", {},
      element("p", { className: "back" }, element("a", { href: learn({}), textContent: "← All lessons" }), " · ",
        element("a", { href: learn({ lesson: name, sheet: "1" }), textContent: "Lab sheet to print" })),
      element("h2", { textContent: title }),
      element("p", { className: "goal" }, ...inline(goal), element("span", { className: "minutes", textContent: ` ${minutes} minutes` })),
      ...(this.lesson.teacher ? [lessonNotes(this.lesson.teacher)] : []));
  }

  #steps() {
    const sections = sectionsOf(this.lesson), at = current(this.lesson, this.progress);
    this.line.replaceChildren(...sections.map((section, k) => {
      const state = isDone(section, this.progress) ? "done" : k === at ? "now" : "shut";
      const item = element("li", { className: state }, element("span", { "aria-hidden": "true", textContent: state === "done" ? "✓" : state === "shut" ? "🔒" : "●" }), ` ${STEPS[section.kind]}`);
      if (state === "now") item.setAttribute("aria-current", "step");
      return item;
    }));
  }

  #explain() {
    const next = element("button", { type: "button", className: "send", textContent: "On to the checks" });
    next.addEventListener("click", () => {
      this.progress.read = true;
      this.#save();
      this.update();
      this.#focus(this.ends[1]);
    });
    return [element("h3", { tabIndex: -1, textContent: "Why" }), ...explanation(this.lesson.explain, this.data.code), ...(this.progress.read ? [] : [next])];
  }

  #transfer() {
    const { words, label, page, query, exhibit, match } = this.lesson.transfer, { next } = this.data;
    const again = element("button", { type: "button", textContent: "Start this lesson again" });
    again.addEventListener("click", () => {
      keep(this.lesson.name, { done: true, seed: this.kept.seed, code: this.code });
      location.reload();
    });
    return [element("h3", { tabIndex: -1, textContent: "The same in images" }), ...paragraphs(words), ...(match.length ? [matchCurves(match)] : []),
      element("p", { className: "onward" }, element("a", { className: "button", href: onward(page, query), textContent: label }),
        ...(exhibit ? [element("a", { className: "button", href: learn({ exhibit }), textContent: "Watch it recorded" })] : []),
        ...(next ? [element("a", { className: "button", href: learn({ lesson: next.name }), textContent: `Next: ${next.title}` })]
          : [element("a", { className: "button", href: learn({}), textContent: "All lessons" })]), again)];
  }

  /** Notes for the teacher on one stage; nothing for others. @param {string[]} predictions */
  notes(predictions) {
    const { teacher } = this.lesson;
    return teacher ? [stageNotes(teacher, predictions.map((id) => this.question(id)))] : [];
  }

  #save() {
    const done = this.kept.done === true || isFinished(this.lesson, this.progress);
    this.kept = { ...this.progress, done, seed: this.seed, code: this.code };
    keep(this.lesson.name, this.kept);
  }

  /** @param {HTMLElement} box */
  #focus(box) {
    const target = box.isConnected ? box.querySelector("h3") ?? box
      : this.body.querySelector(`[data-question="${box.dataset.question}"]`);
    /** @type {HTMLElement | null} */ (target)?.focus();
  }
}
