// Two labs side by side: the same run but for one difference, step by step together.

import { DIFFER, differenceText } from "./address.js";
import { read, write as linkOf } from "./engine/link.js";
import { BY_NAME, checked } from "./engine/settings.js";
import { element, say } from "../../shared/frontend/elements.js";
import { button } from "./control_button.js";
import { next } from "./ladder.js";
import { mountLab } from "./mount.js";
import { SPEEDS, speedWords } from "./pace.js";
import { choicesOf, titleOf, valueWords } from "./titles.js";

/** @import { LabOptions } from "./lab_view.js" */
/** @import { Difference } from "./address.js" */
/** @typedef {ReturnType<typeof mountLab>} Lab */

const AHEAD = 5; // steps that one may be before the other
const HIDDEN = ["play", "step", "only_D", "only_G", "slow", "speed", "settings", "link", "draw", "data", "seed", "restart"];

export class PairView {
  /** @param {HTMLElement} root @param {LabOptions} options of both @param {Difference} difference of the second */
  constructor(root, options, difference) {
    const lead = options.lead ?? "";
    this.options = { ...options, lead: undefined };
    this.course = read(options.link ?? "");
    const { name, value } = difference;
    const own = /** @type {any} */ (this.course.settings)[name]; // a run may have the value that B is to have
    this.difference = value === own ? { name, value: another(name, this.course.settings) } : difference;
    this.playing = false;
    this.speed = Infinity;
    this.playButton = button("", "Play", () => this.#play(!this.playing), { className: "play" });
    this.value = element("span", { className: "value" });
    this.homes = [element("div", { className: "one" }), element("div", { className: "one" })];
    this.titles = [element("h3"), element("h3")];
    const halves = this.homes.map((home, k) => element("section", { className: "half" }, this.titles[k], home));
    root.replaceChildren(element("div", { className: `pair${options.present ? " present" : ""}` }, lead, this.#controls(), ...halves));
    const [a, b] = this.#begun();
    this.a = a;
    this.b = b;
  }

  get other() {
    return differenceText(this.difference);
  }

  stop() {
    this.a.stop();
    this.b.stop();
  }

  #begin() {
    this.stop();
    const [a, b] = this.#begun();
    Object.assign(this, { a, b });
  }

  /** @returns {[Lab, Lab]} */
  #begun() {
    const { name, value } = this.difference;
    const { settings, changes, problem } = this.course;
    const other = checked({ ...settings, [name]: value });
    const options = { ...this.options, compact: true, autoplay: false, speed: this.speed,
      hidden: [...HIDDEN, ...(this.options.hidden ?? [])] };
    /** @type {Lab[]} */
    const labs = [];
    const limit = (/** @type {number} */ k) => () => (labs[k]?.view.step ?? 0) + AHEAD;
    const onLayers = () => { // those of A are those of both
      Object.assign(labs[1].view, { layers: { ...labs[0].view.layers }, dirty: true });
    };
    labs.push(mountLab(this.homes[0], { ...options, link: linkOf(settings, 0, changes) || "step-0", limit: limit(1), onLayers }));
    const kept = changes.filter((change) => change.name !== name); // in what differs B stays apart
    labs.push(mountLab(this.homes[1], { ...options, link: linkOf(other, 0, kept) || "step-0", limit: limit(0),
      hidden: [...options.hidden, "layers"] }));
    const words = (/** @type {any} */ of) => `${titleOf(name)}: ${valueWords(name, of[name])}`;
    say(this.titles[0], `A · ${words(settings)}`);
    say(this.titles[1], `B · ${words(other)}`);
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    Promise.all(labs.map(({ view }) => view.begun)).then(() => {
      if (labs[0] !== this.a) return;
      this.#play(!still);
      labs[0].view.say(problem);
    });
    return /** @type {[Lab, Lab]} */ (labs);
  }

  /** @param {boolean} playing */
  #play(playing) {
    this.playing = playing;
    for (const { view } of [this.a, this.b]) view.setPlaying(playing);
    say(this.playButton, playing ? "Pause" : "Play");
  }

  #controls() {
    const step = button("", "Step", () => {
      this.#play(false);
      this.a.view.advance("both");
      this.b.view.advance("both");
    });
    const speed = element("select", { "aria-label": "Speed" },
      ...SPEEDS.map((value) => element("option", { value: String(value), textContent: speedWords(value) })));
    speed.value = "Infinity";
    speed.addEventListener("change", () => {
      this.speed = Number(speed.value);
      for (const { view } of [this.a, this.b]) view.speed = this.speed;
    });
    const name = element("select", { "aria-label": "What differs" },
      ...DIFFER.map((one) => element("option", { value: one, textContent: titleOf(one) })));
    name.value = this.difference.name;
    name.addEventListener("change", () => this.#differ({ name: name.value, value: another(name.value, this.course.settings) }));
    const row = element("div", { className: "run" }, this.playButton, step, button("", "Restart", () => this.#begin()), speed,
      element("label", { className: "field" }, element("span", { textContent: "B differs in" }), name), this.value);
    this.#showValue();
    return row;
  }

  /** @param {Difference} difference */
  #differ(difference) {
    try {
      checked({ ...this.course.settings, [difference.name]: difference.value });
    } catch (problem) {
      this.a.view.say(/** @type {Error} */ (problem).message);
      return;
    }
    this.difference = difference;
    this.#showValue();
    this.#begin();
    this.options.onMoment?.();
  }

  #showValue() {
    const { name, value } = this.difference;
    const field = /** @type {import("./engine/settings.js").Field} */ (BY_NAME.get(name));
    const label = `${titleOf(name)} of B`;
    const input = field.kind === "choice"
      ? element("select", { "aria-label": label }, ...choicesOf(name).map(([one, text]) => element("option", { value: one, textContent: text })))
      : element("input", { type: "number", step: "any", "aria-label": label });
    input.value = String(value);
    input.addEventListener("change", () => this.#differ({ name, value: field.kind === "choice" ? input.value : Number(input.value) }));
    this.value.replaceChildren(input);
  }
}

/** A value that differs from the one in the run. @param {string} name @param {any} settings */
function another(name, settings) {
  const field = /** @type {import("./engine/settings.js").Field} */ (BY_NAME.get(name));
  if (field.kind === "choice") return field.choices?.find((one) => one !== settings[name]);
  const up = next(field, settings[name], 1);
  return up !== settings[name] ? up : next(field, settings[name], -1);
}
