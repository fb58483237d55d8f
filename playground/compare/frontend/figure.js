// One run's sample grid: its image, which run and moment it is, and the button that holds it there.

import { api, page } from "../../shared/frontend/api.js";
import { element, say } from "../../shared/frontend/elements.js";
import { svg } from "../../shared/frontend/svg.js";
import { placeOf, sampleAt, seedOf } from "./seed_place.js";
import { words } from "./moments.js";

/** @import { ComparedRun } from "./types.js" */

/** Dashes as Plotly draws them, for a line of width 3. @type {Record<string, string>} */
const DASHES = { solid: "", dash: "8 5", dot: "3 4", dashdot: "8 4 3 4", longdash: "13 5", longdashdot: "13 4 3 4" };

export class RunFigure {
  /** @param {string} name its letter @param {{ hold: () => void, loaded: () => void, point: (seed: number | undefined) => void }} on */
  constructor(name, on) {
    this.name = name;
    this.columns = 10;
    /** @type {number[]} */
    this.seeds = [];
    /** @type {Parameters<RunFigure["show"]> | undefined} */
    this.shown = undefined;
    /** @type {Set<string>} */
    this.failed = new Set(); // addresses of grids that could not be drawn again
    this.image = element("img", { alt: "", draggable: "false", load: on.loaded, error: () => this.#drawOwn() });
    this.mark = element("i", { class: "mark", hidden: true });
    const point = (/** @type {PointerEvent} */ event) => on.point(this.seedAt(event));
    const frame = element("div", { class: "frame", pointermove: point, pointerdown: point, pointerleave: () => on.point(undefined) }, this.image, this.mark);
    this.line = svg("line", { x1: 0, y1: 5, x2: 34, y2: 5, "stroke-width": 3 });
    this.link = element("a", { target: "_self" });
    this.state = element("span", "quiet");
    this.when = element("span", "when");
    this.hold = element("button", { type: "button", "aria-pressed": "false", click: on.hold }, "hold");
    this.element = element("figure", {}, frame, element("figcaption", {},
      svg("svg", { class: "swatch", viewBox: "0 0 34 10", "aria-hidden": "true" }, this.line), element("b", {}, name), this.link, this.state, this.when, this.hold));
    this.element.dataset.run = name;
  }

  /**
   * @param {ComparedRun} run
   * @param {number} index of its grid; -1 for none
   * @param {boolean} isHeld
   * @param {"images_seen" | "epochs" | "minutes"} along
   */
  show(run, index, isHeld, along) {
    this.line.setAttribute("stroke", run.colour);
    this.line.setAttribute("stroke-dasharray", DASHES[run.dash] ?? "");
    say(this.link, run.called || run.id.slice(0, 5));
    say(this.state, run.state);
    const seen = run.seen[index], isNewest = index === run.seen.length - 1;
    this.link.href = page("train", isNewest ? { run: run.id } : { run: run.id, at: seen });
    this.image.hidden = this.hold.hidden = seen === undefined;
    if (seen === undefined) {
      this.image.removeAttribute("src");
      say(this.when, "no sample grid yet");
      return;
    }
    this.shown = [run, index, isHeld, along];
    const again = addressAgain(run, seen), isAgain = again !== "" && !this.failed.has(again);
    this.columns = isAgain && run.again ? run.again.columns : run.columns;
    this.seeds = isAgain && run.again ? run.again.seeds : run.seeds;
    const address = isAgain ? again : ownAddress(run, seen);
    if (this.image.getAttribute("src") !== address) this.image.src = address;
    this.image.alt = `Samples of run ${run.name} after ${seen} images seen`;
    const place = along === "images_seen" ? "" : `, ${words(along, run.places[index])}`;
    const departs = index === 0 && run.departs > 0 ? ", where it departs" : "";
    const own = run.again && !isAgain ? ", its own seeds" : "";
    say(this.when, `${seen.toLocaleString("en")} images seen${place}${departs}${own}`);
    this.hold.setAttribute("aria-pressed", String(isHeld));
    this.hold.setAttribute("aria-label", `Hold run ${run.name} at ${seen} images seen`);
    this.hold.title = isHeld ? "The timeline moves this run again" : "Keep this run here while the timeline moves the others";
  }

  /** The server could not draw the grid again: the run's own is there. */
  #drawOwn() {
    const [run, index] = this.shown ?? [], again = run && index !== undefined ? addressAgain(run, run.seen[index]) : "";
    if (!again || !this.shown || this.image.getAttribute("src") !== again) return;
    this.failed.add(again);
    this.show(...this.shown);
  }

  /** The seed under the pointer; undefined beside the samples. @param {PointerEvent} event */
  seedAt(event) {
    const box = this.image.getBoundingClientRect();
    const image = { width: this.image.naturalWidth, height: this.image.naturalHeight };
    return seedOf(sampleAt({ x: event.clientX - box.left, y: event.clientY - box.top }, image, box.width, this.columns), this.seeds);
  }

  /** Outline the sample of a seed. @param {number | undefined} seed */
  point(seed) {
    const { naturalWidth: width, naturalHeight: height } = this.image;
    const rows = width ? Math.round((height * this.columns) / width) : 0;
    const place = placeOf(seed, this.seeds);
    this.mark.hidden = place === undefined || place >= rows * this.columns;
    if (place === undefined || this.mark.hidden) return;
    const [across, down] = [100 / this.columns, 100 / rows];
    this.mark.style.cssText = `left: ${across * (place % this.columns)}%; top: ${down * Math.floor(place / this.columns)}%; width: ${across}%; height: ${down}%`;
  }
}

/** The address of a run's own grid. @param {ComparedRun} run @param {number} seen */
const ownAddress = (run, seen) => api(`runs/${run.id}/grids/${seen}.png`);

/** That of the grid drawn again with the seeds of another run; "" where it cannot be. @param {ComparedRun} run @param {number} seen */
function addressAgain({ id, again }, seen) {
  if (!again?.kept.includes(seen)) return "";
  return api(`runs/${id}/seeds/${seen}.png`, { seeds: again.seeds.join("."), columns: again.columns });
}
