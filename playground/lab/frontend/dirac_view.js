// The Dirac-GAN: two numbers, and everything that can go wrong. A plane to choose the start on, rules, a path.

import { coloursOf } from "./colours.js";
import { diracText } from "./address.js";
import { checkedRules, eigenvalues, inWords, move } from "./engine/dirac.js";
import { element, find, say } from "../../shared/frontend/elements.js";
import { button } from "./control_button.js";
import { drawDuel, drawPhase, phaseAt } from "./pictures/phase.js";
import { RULE_WORDS, settingOf } from "./dirac_words.js";

/** @import { DiracStart } from "./address.js" */

const STEPS_A_SECOND = 30;
const MOST = 4000; // points of the path
const KEY_STEP = 0.1;

export class DiracView {
  /**
   * @param {HTMLElement} root @param {DiracStart} start @param {() => void} onMoment
   * @param {{present?: boolean, lead?: HTMLElement}} [how]
   */
  constructor(root, start, onMoment, { present = false, lead } = {}) {
    this.start = start;
    this.onMoment = onMoment;
    this.present = present;
    this.playing = false;
    this.stopped = false;
    this.root = this.#built();
    root.replaceChildren(lead ?? "", this.root);
    this.phase = /** @type {HTMLCanvasElement} */ (find(root, ".phase", "canvas"));
    this.duel = /** @type {HTMLCanvasElement} */ (find(root, ".duel", "canvas"));
    this.#listen();
    this.#restart();
    this.#words();
    this.observer = new ResizeObserver(() => this.#draw());
    this.observer.observe(this.phase);
    this.#play(!matchMedia("(prefers-reduced-motion: reduce)").matches);
  }

  stop() {
    this.stopped = true;
    this.observer.disconnect();
  }

  link() {
    return diracText(this.start);
  }

  #restart() {
    const { theta, psi } = this.start;
    this.path = [theta, psi];
    this.owed = 0;
    this.#draw();
  }

  /** @param {boolean} playing */
  #play(playing) {
    const begins = playing && !this.playing;
    this.playing = playing;
    say(find(this.root, ".play", "button"), playing ? "Pause" : "Play");
    if (begins) {
      this.before = performance.now();
      requestAnimationFrame((now) => this.#next(now));
    }
  }

  /** @param {number} now */
  #next(now) {
    if (this.stopped || !this.playing) return;
    this.owed = (this.owed ?? 0) + Math.min(0.1, (now - (this.before ?? now)) / 1000) * STEPS_A_SECOND;
    this.before = now;
    while (this.owed >= 1) {
      this.owed--;
      this.#step();
    }
    this.#draw();
    if (this.playing) requestAnimationFrame((later) => this.#next(later));
  }

  #step() {
    const path = /** @type {number[]} */ (this.path);
    const [theta, psi] = path.slice(-2);
    const [x, y] = move(theta, psi, this.start.rules);
    path.push(x, y);
    const gone = Math.hypot(x, y);
    if (path.length >= 2 * MOST || gone > 50 || gone < 1e-5) this.#play(false);
  }

  #draw() {
    const path = /** @type {number[]} */ (this.path);
    const colours = coloursOf(this.phase);
    const text = this.present ? 20 : 13;
    drawPhase(this.phase, path, this.start.rules, colours, text);
    const [theta, psi] = path.slice(-2);
    drawDuel(this.duel, theta, psi, colours, text);
    const start = Math.hypot(path[0], path[1]);
    const times = `${Number((Math.hypot(theta, psi) / start).toPrecision(3))} times as far from the equilibrium as at the start`;
    const far = start > 0 ? times : "the start is the equilibrium";
    say(find(this.root, ".where", "p"), `Step ${path.length / 2 - 1}: θ ${theta.toFixed(3)}, ψ ${psi.toFixed(3)}; ${far}.`);
  }

  #words() {
    const { rules } = this.start;
    const found = eigenvalues(rules);
    const show = (/** @type {{re: number, im: number}} */ { re, im }) =>
      `${near(re)}${im ? ` ${im < 0 ? "−" : "+"} ${near(Math.abs(im))} i` : ""}`;
    say(find(this.root, ".verdict", "p"), inWords(rules));
    say(find(this.root, ".eigen", "p"), found
      ? `Eigenvalues of the field: ${found.field.map(show).join(" and ")}; of one step: ${found.step.map(show).join(" and ")}, so each step multiplies the distance by ${found.growth.toFixed(4)}.`
      : "There are no eigenvalues: the penalty has a corner at ψ = 0.");
    say(find(this.root, ".rule-words", "p"), RULE_WORDS[rules.rule].sentence);
    const wanted = settingOf(rules.rule);
    for (const field of this.root.querySelectorAll(".extra")) {
      /** @type {HTMLElement} */ (field).hidden = /** @type {HTMLElement} */ (field).dataset.name !== wanted;
    }
    this.phase.setAttribute("aria-label", `Phase plane of θ and ψ with the rule ${RULE_WORDS[rules.rule].title}. ${inWords(rules)}`);
  }

  /** @param {any} some of the rules */
  #rules(some) {
    try {
      this.start = { ...this.start, rules: checkedRules({ ...this.start.rules, ...some }) };
    } catch (problem) {
      say(find(this.root, ".verdict", "p"), /** @type {Error} */ (problem).message);
      return;
    }
    this.#words();
    this.#restart();
    this.#play(!matchMedia("(prefers-reduced-motion: reduce)").matches);
    this.onMoment();
  }

  /** @param {number} theta @param {number} psi */
  #from(theta, psi) {
    const on = (/** @type {number} */ x) => Math.round(100 * Math.min(2, Math.max(-2, x))) / 100;
    this.start = { ...this.start, theta: on(theta), psi: on(psi) };
    this.#restart();
    this.onMoment();
  }

  #listen() {
    this.phase.addEventListener("pointerdown", (event) => this.#from(...phaseAt(this.phase, event)));
    this.phase.addEventListener("keydown", (event) => {
      const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
      if (way) this.#from(this.start.theta + KEY_STEP * way[0], this.start.psi + KEY_STEP * way[1]);
      else if (event.key === " ") this.#play(!this.playing);
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
  }

  #built() {
    const { rules } = this.start;
    const choice = (/** @type {string} */ name, /** @type {string} */ title, /** @type {[string, string][]} */ options) => {
      const select = element("select", { "aria-label": title }, ...options.map(([value, textContent]) => element("option", { value, textContent })));
      select.value = /** @type {any} */ (rules)[name];
      select.addEventListener("change", () => this.#rules({ [name]: select.value }));
      return element("label", { className: "field" }, element("span", { textContent: title }), select);
    };
    const number = (/** @type {string} */ name, /** @type {string} */ title, extra = true) => {
      const input = element("input", { type: "number", step: "0.1", min: "0", value: String(/** @type {any} */ (rules)[name]) });
      input.addEventListener("change", () => this.#rules({ [name]: input.valueAsNumber }));
      input.addEventListener("keydown", (event) => event.stopPropagation());
      const field = element("label", { className: `field ${extra ? "extra" : ""}` }, element("span", { textContent: title }), input);
      field.dataset.name = name;
      return field;
    };
    const step = button("", "Step", () => {
      this.#play(false);
      this.#step();
      this.#draw();
    });
    return element("div", { className: `dirac${this.present ? " present" : ""}` },
      element("section", { className: "stage", "aria-label": "Phase plane" },
        element("canvas", { className: "phase plane", tabIndex: 0, role: "img" })),
      element("section", { className: "side", "aria-label": "Rules and numbers" },
        element("p", { className: "about", textContent: "The smallest GAN: the data are the point 0, G’s fake is the point θ, D is the line with slope ψ. Tap the plane, or use the arrow keys on it, to choose the start." }),
        element("div", { className: "run" }, button("", "Play", () => this.#play(!this.playing), { className: "play" }), step,
          button("", "Restart", () => this.#restart())),
        element("div", { className: "fields" },
          choice("rule", "Rule", Object.entries(RULE_WORDS).map(([name, { title }]) => [name, title])),
          choice("order", "Updates", [["simultaneous", "simultaneous"], ["alternating", "alternating"]]),
          number("h", "Step size h", false),
          number("gamma", "γ"), number("clip", "Clip"), number("weight", "Penalty weight"), number("noise", "Noise, σ")),
        element("p", { className: "rule-words" }),
        element("p", { className: "verdict", role: "status" }), element("p", { className: "eigen" }), element("p", { className: "where" }),
        element("canvas", { className: "duel", role: "img", "aria-label": "D as a line over the real point and the fake" })));
  }
}

/** @param {number} x */
const near = (x) => String(Number(x.toFixed(4))).replace("-", "−").replace(/^−0$/, "0");
