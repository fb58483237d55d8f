// The grids of all runs at one moment, and the timeline that moves them all. What is looked at goes to
// the page, which keeps it in the address and marks it on the curves.

import { element, say } from "../../shared/frontend/elements.js";
import { drawDifference } from "./difference.js";
import { RunFigure } from "./figure.js";
import { momentsOf, shownOf, step, words } from "./moments.js";
import { announce } from "./shown_moment.js";

/** @import { Component, ComparedData, ComparedRun, View } from "./types.js" */

const REST_MS = 200; // of a hand, after which the page is told
const NAMES = { images_seen: "Images seen", epochs: "Epochs", minutes: "Minutes of training" };
const WAYS = /** @type {Record<string, 1 | -1>} */ ({ ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 });

export class ComparedGrids {
  /** @param {HTMLElement} root @param {Component} component */
  constructor(root, component) {
    this.component = component;
    this.data = component.data;
    /** @type {View} */
    this.view = viewIn(component.data);
    this.known = JSON.stringify(this.view); // what the page and we agree on
    /** @type {Map<string, RunFigure>} */
    this.figures = new Map();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.telling = undefined;
    this.frame = 0;
    this.parts = this.#build(root);
    this.#draw();
  }

  /** The page ran again: runs went on, or the address is another one. @param {Component} component */
  read(component) {
    const isOtherAxis = component.data.along !== this.data.along;
    this.component = component;
    this.data = component.data;
    if (isOtherAxis) this.view = { ...this.view, at: this.data.at };
    const asked = JSON.stringify(viewIn(component.data));
    if (asked !== this.known) {
      this.view = viewIn(component.data);
      this.known = asked;
    }
    this.#draw();
  }

  stop() {
    clearTimeout(this.telling);
    cancelAnimationFrame(this.frame);
  }

  /** @param {Partial<View>} part */
  change(part) {
    this.view = { ...this.view, ...part };
    announce(this.view.at);
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.#draw());
    clearTimeout(this.telling);
    this.telling = setTimeout(() => {
      this.known = JSON.stringify(this.view);
      this.component.setStateValue("view", { ...this.view, along: this.data.along });
    }, REST_MS);
  }

  /** @param {number} at */
  goTo(at) {
    this.change({ at: at >= this.#end() ? null : this.data.along === "images_seen" ? Math.round(at) : at });
  }

  /** @param {string} name of a run: it stays at its moment, or goes with the others again */
  hold(name) {
    const { [name]: before, ...held } = this.view.held, run = this.data.runs.find((each) => each.name === name);
    const seen = run?.seen[shownOf(run, this.view)];
    this.change({ held: before === undefined && seen !== undefined ? { ...held, [name]: seen } : held });
  }

  #end() {
    return Math.max(0, ...this.data.runs.map(({ places }) => places.at(-1) ?? 0));
  }

  #draw() {
    const { data, view, parts } = this, end = this.#end(), at = Math.min(view.at ?? end, end);
    say(parts.label, NAMES[data.along]);
    parts.timeline.hidden = momentsOf(data.runs).length < 2;
    parts.slider.max = String(end);
    parts.slider.value = String(at);
    parts.slider.setAttribute("aria-valuetext", words(data.along, at));
    say(parts.when, words(data.along, at));
    parts.newest.setAttribute("aria-pressed", String(view.at === null));
    parts.grids.dataset.many = String(data.runs.length);
    for (const run of data.runs) {
      this.#figure(run.name).show(run, shownOf(run, view), run.name in view.held, data.along);
    }
    for (const [name, figure] of this.figures) figure.element.hidden = !data.runs.some((run) => run.name === name);
    parts.tracks.replaceChildren(...data.runs.map((run) => track(run, end, shownOf(run, view))));
    say(parts.z, data.z);
    this.#offerPairs();
    this.#drawDifference();
  }

  /** @param {string} name */
  #figure(name) {
    const known = this.figures.get(name);
    if (known) return known;
    const made = new RunFigure(name, {
      hold: () => this.hold(name), loaded: () => this.#drawDifference(), point: (seed) => this.#point(seed),
    });
    this.figures.set(name, made);
    this.parts.grids.insertBefore(made.element, this.parts.difference);
    return made;
  }

  /** The same seed in every grid. @param {number | undefined} seed */
  #point(seed) {
    for (const figure of this.figures.values()) figure.point(seed);
    say(this.parts.seed, seed === undefined ? "Point at a sample to find its seed in every grid." : `Seed ${seed}`);
  }

  #offerPairs() {
    const names = this.data.runs.map(({ name }) => name), { pair } = this.parts;
    const pairs = names.flatMap((a, at) => names.slice(at + 1).map((b) => [a + b, `${a} and ${b}`]));
    const wanted = [["", "none"], ...pairs].map(([value, text]) => element("option", { value }, text));
    if (pair.options.length !== wanted.length || wanted.some(({ value }, at) => pair.options[at].value !== value)) pair.replaceChildren(...wanted);
    const [a, b] = [...this.view.minus].sort();
    pair.value = pairs.some(([value]) => value === a + b) ? a + b : "";
  }

  #drawDifference() {
    const { difference, canvas, said, pair } = this.parts, [a, b] = [...pair.value].map((name) => this.figures.get(name)?.image);
    difference.hidden = !a || !b;
    if (!a || !b) return;
    const text = drawDifference(canvas, a, b);
    canvas.setAttribute("aria-label", `Absolute difference of the grids of ${pair.value[0]} and ${pair.value[1]}`);
    if (text) say(said, `|${pair.value[0]} − ${pair.value[1]}|: ${text}`);
  }

  /** @param {HTMLElement} root */
  #build(root) {
    const label = element("label", { for: "moment" }), when = element("output"), tracks = element("div", { class: "tracks", "aria-hidden": "true" });
    const slider = element("input", {
      type: "range", id: "moment", min: "0", step: "any", input: () => this.goTo(Number(slider.value)),
      keydown: (/** @type {KeyboardEvent} */ event) => {
        const way = WAYS[event.key];
        if (!way) return;
        event.preventDefault(); // from one grid to the next
        this.goTo(step(momentsOf(this.data.runs), Number(slider.value), way));
      },
    });
    const newest = element("button", { type: "button", click: () => this.change({ at: null }) }, "newest");
    const timeline = element("div", { class: "timeline", role: "group", "aria-label": "Moment of all runs" },
      element("p", "head", label, when, newest), slider, tracks);
    const canvas = element("canvas", { role: "img", hidden: true }), said = element("figcaption");
    const difference = element("figure", { class: "difference", hidden: true }, element("div", "frame", canvas), said);
    const grids = element("div", "compared", difference);
    const pair = element("select", { change: () => this.change({ minus: pair.value }) });
    const seed = element("span", "quiet", "Point at a sample to find its seed in every grid."), z = element("p", "z");
    root.replaceChildren(timeline, grids, element("p", "below", element("label", {}, "Difference of ", pair), seed), z);
    return { label, when, slider, newest, timeline, tracks, grids, difference, canvas, said, pair, seed, z };
  }
}

/** Only what may be looked at. @param {ComparedData} data @returns {View} */
const viewIn = ({ at, held, minus }) => ({ at, held, minus });

/** Where a run has grids, below the timeline. @param {ComparedRun} run @param {number} end @param {number} shown index */
function track({ name, colour, places }, end, shown) {
  const percent = (/** @type {number} */ place) => (end ? (100 * place) / end : 0);
  const first = percent(places[0] ?? 0), length = percent(places.at(-1) ?? 0) - first;
  const bar = element("i", "bar"), dot = element("i", { class: "dot", hidden: shown < 0 });
  bar.style.cssText = `left: ${first}%; width: ${length}%; background: ${colour}`;
  dot.style.cssText = `left: ${percent(places[shown] ?? 0)}%; background: ${colour}`;
  return element("div", "track", element("b", {}, name), element("span", {}, bar, dot));
}
