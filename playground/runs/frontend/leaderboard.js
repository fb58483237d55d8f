// The leaderboard: the runs on one set of images by a metric, at the last evaluation within a budget of training.

import { api, page } from "../../shared/frontend/api.js";
import { ask } from "../../shared/frontend/ask.js";
import { element, say } from "../../shared/frontend/elements.js";
import { duration, isActive, short } from "../../shared/frontend/run_row.js";
import { fill, offer } from "./filter_bar.js";
import { BUDGETS, counted, titleOf } from "./view.js";

/**
 * @import { Run } from "../../shared/frontend/run_row.js"
 * @import { View } from "./view.js"
 * @typedef {{ key: string, name: string, ideal: string, better: string, about: string }} Named a metric
 * @typedef {{ run: string, value: number, seconds: number, images_seen: number }} Place
 * @typedef {{ measured: string, places: Place[] }} Ranking
 */

const DEVICES = new Map([["cpu", "CPU"], ["cuda", "NVIDIA GPU"], ["mps", "Apple GPU"]]);
const APART = "Measured otherwise, so these do not compare with those above:";

export class Leaderboard {
  /** @param {Named[]} metrics @param {(part: Partial<View>) => void} changed */
  constructor(metrics, changed) {
    this.metrics = metrics;
    const select = (/** @type {keyof View} */ name) => element("select", { name, change: (/** @type {Event} */ event) => changed({ [name]: /** @type {HTMLSelectElement} */ (event.target).value }) });
    this.selects = { data: select("data"), metric: select("metric"), within: select("within"), on: select("on") };
    const { data, metric, within, on } = this.selects;
    this.onField = element("label", {}, "On", on);
    this.about = element("p", "quiet");
    this.boards = element("div", "boards");
    this.element = element("section", {},
      element("form", { class: "filters", submit: (/** @type {Event} */ event) => event.preventDefault() },
        element("label", {}, "Images", data), element("label", {}, "Metric", metric), element("label", {}, "Best within", within), this.onField),
      this.about, this.boards);
    fill(metric, metrics.map(({ key, name }) => [key === metrics[0].key ? "" : key, name]));
    fill(within, BUDGETS);
    /** what is shown now @type {string} */
    this.shown = "";
  }

  /** @param {View} view @param {Run[]} runs @param {boolean} isShared */
  async update(view, runs, isShared) {
    const { selects } = this, evaluated = runs.filter(({ best }) => best), sets = counted(evaluated, ({ data }) => [data]);
    const data = view.data || [...sets].sort(([, a], [, b]) => b - a)[0]?.[0] || "";
    const devices = counted(evaluated.filter((run) => run.data === data), ({ device }) => [device]);
    offer(selects.data, "", sets, data);
    // An address may ask for a device that no run here had, or for a metric that nobody knows.
    const on = devices.some(([device]) => device === view.on) ? view.on : "";
    const metric = this.metrics.find(({ key }) => key === view.metric) ?? this.metrics[0];
    fill(selects.on, [["", "any machine"], ...devices.map(([device]) => [device, DEVICES.get(device) ?? device])]);
    this.onField.hidden = devices.length < 2;
    const isFirst = metric === this.metrics[0];
    for (const [list, value] of /** @type {const} */ ([[selects.data, data], [selects.metric, isFirst ? "" : metric.key], [selects.within, view.within], [selects.on, on]])) list.value = value;
    if (!data) {
      say(this.about, "No run has been evaluated yet; evaluations come while a run trains.");
      this.boards.replaceChildren();
      return;
    }
    say(this.about, `${metric.about} Of each run the last evaluation within this time of its training counts, whoever started it.`);
    const query = { data, metric: metric.key, seconds: view.within, device: on };
    const asked = JSON.stringify([query, runs.map(({ id, name, state, metric: last }) => [id, name, state, last])]);
    if (asked === this.shown) return;
    this.shown = asked;
    try {
      const { rankings } = await (await ask(api("leaderboard", query), { cache: "no-cache" })).json();
      if (asked === this.shown) this.#draw(rankings, new Map(runs.map((run) => [run.id, run])), isShared);
    } catch (error) {
      this.shown = "";
      this.boards.replaceChildren(element("p", { class: "notice", role: "alert" }, /** @type {Error} */ (error).message));
    }
  }

  /** @param {Ranking[]} rankings @param {Map<string, Run>} runs @param {boolean} isShared */
  #draw(rankings, runs, isShared) {
    if (!rankings.length) {
      this.boards.replaceChildren(element("p", {}, "No run on these images was evaluated within this time; allow more."));
      return;
    }
    this.boards.replaceChildren(...rankings.flatMap((ranking, number) => [
      ...(number ? [element("p", "apart", APART)] : []),
      element("p", "measured", ranking.measured),
      table(ranking.places, runs, isShared),
    ]));
  }
}

/** @param {Place[]} places @param {Map<string, Run>} runs @param {boolean} isShared */
function table(places, runs, isShared) {
  const names = ["Place", "Run", "Value", "After", "Images seen", ...(isShared ? ["Owner"] : [])];
  const rows = places.map(({ run: id, value, seconds, images_seen }, number) => {
    const run = runs.get(id);
    const goes = run && isActive(run) ? element("span", "small", " still training") : "";
    return element("tr", {},
      element("td", "place", String(number + 1)),
      element("th", { scope: "row" }, element("a", { href: page("train", { run: id }) }, run ? titleOf(run) : id.slice(6)), " ", element("span", "number", id.slice(0, 5)),
        element("span", "small sub", run ? ` ${run.recipe}` : ""), goes),
      element("td", "number-cell", short(value)), element("td", "number-cell", duration(seconds)),
      element("td", "number-cell seen", images_seen.toLocaleString("en")), ...(isShared ? [element("td", "owner", run?.owner ?? "")] : []));
  });
  return element("table", {}, element("thead", {}, element("tr", {}, ...names.map((name) => element("th", { scope: "col", class: name.split(" ")[0].toLowerCase() }, name)))), element("tbody", {}, ...rows));
}
