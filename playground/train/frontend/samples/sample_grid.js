// The sample grid of a moment: alone, beside real images, beside the latest one or the one without EMA.

import { api, page } from "../../../shared/frontend/api.js";
import { buttons, element, find } from "../../../shared/frontend/elements.js";
import { whenText } from "../timeline/moments.js";
import { EmaLength } from "./ema_length.js";
import { SampleNote, sampleText, seedAt } from "./sample_note.js";
import { sampleAt } from "./sample_position.js";

const COMPARISONS = ["both", "raw", "length", "latest"]; // two grids side by side

/**
 * A moment's grid and what there is beside it.
 * @typedef {object} Moment
 * @property {number} seen images seen
 * @property {number} latest images seen at the latest grid
 * @property {number} imagesPerEpoch
 * @property {{ raw: number[], nearest: number[] }} beside moments that have such a grid as well
 * @property {import("./sample_note.js").Samples | undefined} samples
 */

export class SampleGrid {
  /**
   * @param {HTMLElement} root
   * @param {import("../types.js").RunData} data
   */
  constructor(root, data) {
    this.root = root;
    this.grids = find(root, ".live-grids", "div");
    this.image = find(root, ".live-grid", "img");
    this.caption = find(root, ".live-caption", "p");
    this.classNames = find(root, ".live-class-names", "div");
    this.download = find(root, ".live-download-grid", "a");
    this.buttons = buttons(root, "[data-show]");
    this.note = new SampleNote(root);
    this.length = new EmaLength(root, data.run);
    this.shows = "generated";
    /** @type {HTMLImageElement[]} */
    this.fetched = []; // for a replay, which then asks for nothing any more
    /** @type {Moment | undefined} */
    this.moment = undefined;
    this.data = data;
    this.read(data);
    this.listen();
  }

  /** @param {import("../types.js").RunData} data */
  read(data) {
    this.data = data;
    this.grids.style.setProperty("--columns", String(data.grid_columns));
    this.grids.toggleAttribute("data-recorded", !this.canExplore());
    this.nameClasses();
  }

  reset() {
    this.moment = undefined;
    this.fetched = [];
    this.length.reset();
  }

  /**
   * Fetch the grids of all these moments, before they are played, and those that are compared with them.
   * @param {number[]} moments
   * @param {number[]} raw of these there is a grid without EMA
   */
  fetch(moments, raw) {
    const names = [...moments, ...(this.shows === "raw" ? raw.map((seen) => `raw-${seen}`) : [])];
    this.fetched = names.map((name) => {
      const image = new Image();
      image.src = this.address(String(name));
      return image;
    });
  }

  /** A recording keeps no generators that the Explore page could open. */
  canExplore() {
    return this.data.marks === null;
  }

  listen() {
    this.image.addEventListener("click", (event) => this.explore(event));
    this.image.addEventListener("pointermove", (event) => this.describe(event));
    this.image.addEventListener("pointerleave", () => this.note.hide());
    this.image.addEventListener("load", () => this.keepShape());
    for (const button of this.buttons) {
      button.addEventListener("click", () => this.choose(button.dataset.show ?? "generated"));
    }
    for (const image of this.grids.querySelectorAll("img")) {
      image.addEventListener("error", () => image.removeAttribute("src")); // the empty grid instead of a broken image
    }
  }

  /** All grids of a run have one shape; the style sheet fits it into the room there is. */
  keepShape() {
    const { naturalWidth, naturalHeight } = this.image;
    if (naturalHeight) this.grids.style.setProperty("--ratio", String(naturalWidth / naturalHeight));
  }

  /** @param {string} what */
  choose(what) {
    this.shows = what;
    for (const button of this.buttons) button.setAttribute("aria-pressed", String(button.dataset.show === what));
    this.draw();
  }

  /** Class names over the columns, where every column is one class. */
  nameClasses() {
    const names = this.data.condition_names;
    const fits = names.length > 0 && names.length === this.data.grid_columns && !this.data.followed_seeds.length;
    this.grids.toggleAttribute("data-named", fits || this.data.expects_names); // their line is kept
    this.classNames.replaceChildren();
    if (!fits) return;
    for (const [column, name] of names.entries()) {
      const cell = element("span", "", name);
      cell.title = name;
      cell.style.left = `${(100 * (column + 0.5)) / names.length}%`;
      this.classNames.append(cell);
    }
  }

  /** @param {Moment} moment */
  show(moment) {
    this.moment = moment;
    this.draw();
  }

  draw() {
    if (!this.moment) return;
    const { seen, latest } = this.moment;
    // Without a grid of its own beside it, the moment's grid stands alone.
    const isAlone = (this.shows === "raw" && !this.has("raw")) || (this.shows === "length" && !this.length.has(seen));
    const layout = isAlone ? "generated" : this.shows;
    this.grids.dataset.shows = layout;
    this.grids.toggleAttribute("data-two", COMPARISONS.includes(layout));
    this.set(".live-grid", String(seen), `Samples after ${seen} images seen`);
    if (layout === "real" || layout === "both") this.set(".live-grid-real", "reals", "Real training images");
    if (layout === "raw") this.set(".live-grid-raw", `raw-${seen}`, `Samples without EMA after ${seen} images seen`);
    if (layout === "length") this.length.show(seen);
    this.length.row.hidden = layout !== "length";
    this.caption.hidden = layout === "length";
    if (layout === "latest") this.set(".live-grid-latest", String(latest), `Samples after ${latest} images seen`);
    const then = { latest: this.when(), raw: "with EMA", length: this.data.has_ema ? "G_ema" : "G" }[layout] ?? "generated";
    find(this.root, ".live-then", "figcaption").textContent = then;
    const name = this.shows === "real" ? "reals" : String(seen);
    this.download.href = this.address(name);
    this.download.download = `${this.data.run}-${name}.png`;
    this.caption.textContent = this.captionText();
  }

  /**
   * @param {string} selector
   * @param {string} name
   * @param {string} alt
   */
  set(selector, name, alt) {
    const image = find(this.root, selector, "img");
    const address = this.address(name);
    if (image.getAttribute("src") === address) return;
    image.src = address;
    image.alt = alt;
  }

  /**
   * Whether another grid of the same seeds was saved at this moment.
   * @param {"raw" | "nearest"} kind
   */
  has(kind) {
    return this.moment !== undefined && this.moment.beside[kind].includes(this.moment.seen);
  }

  /** @param {string} name */
  address(name) {
    return api(`runs/${this.data.run}/grids/${name}.png`);
  }

  when() {
    return this.moment ? whenText(this.moment.seen, this.moment.imagesPerEpoch) : "";
  }

  captionText() {
    if (!this.moment) return "";
    const { seen, latest } = this.moment;
    if (this.shows === "real") return "Real training images: what G learns to imitate.";
    if (this.shows === "raw") return this.rawText();
    if (this.shows === "length" && !this.length.has(seen)) return "No averages for other EMA lengths were saved up to this moment.";
    if (seen === 0) return "Before training. Each place keeps its seed, so you can follow it through time.";
    const generator = this.data.has_ema ? "averaged generator (EMA)" : "generator";
    const when = this.when();
    const words = seen === latest ? `Latest: ${when}` : when.replace("epoch", "Epoch");
    return `${words}, ${seen.toLocaleString("en")} images seen, ${generator}`;
  }

  rawText() {
    if (!this.data.has_ema) return "This run keeps no average of G's weights (EMA), so there is nothing to compare.";
    if (!this.has("raw")) return "No grid without EMA was saved at this moment; newer runs save one with every grid.";
    return `The same seeds, ${this.when()}: with averaged weights (EMA) and without.`;
  }

  /**
   * The sample under the pointer; undefined beside it, and in an empty place of the last row.
   * @param {MouseEvent} event
   */
  positionOf(event) {
    const box = this.image.getBoundingClientRect();
    const natural = { width: this.image.naturalWidth, height: this.image.naturalHeight };
    const point = { x: event.clientX - box.left, y: event.clientY - box.top };
    const position = sampleAt(point, box, natural, this.data.grid_columns);
    const { length } = this.data.followed_seeds;
    return position && length && position.place >= length ? undefined : position;
  }

  /** @param {PointerEvent} event */
  describe(event) {
    const position = this.positionOf(event);
    if (!position || !this.moment) return this.note.hide();
    const [kind, words] = this.shows === "raw"
      ? /** @type {const} */ (["raw", "without EMA"])
      : /** @type {const} */ (["nearest", "the nearest training image"]);
    const hasOther = this.has(kind);
    const text = sampleText(position.place, this.data, this.moment.samples);
    this.note.show(event, position, this.data.grid_columns, {
      text: `${text}${hasOther ? ` Right: ${words}.` : ""}${this.canExplore() ? " Click to explore it." : ""}`,
      own: this.address(String(this.moment.seen)),
      other: hasOther ? this.address(`${kind}-${this.moment.seen}`) : undefined,
    });
  }

  /**
   * The same seed on the Explore page, with the generator of this moment.
   * @param {MouseEvent} event
   */
  explore(event) {
    const position = this.positionOf(event);
    if (!position || !this.moment || !this.canExplore()) return;
    location.assign(page("", { model: `run:${this.data.run}@${this.moment.seen}`, seed_a: seedAt(position.place, this.data) }));
  }
}
