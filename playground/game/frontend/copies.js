// Find the copies: a fake beside the training image nearest to it. Half are copies by a G that had few images;
// the others are new, although among many training images the nearest always looks alike.

import { api } from "../../shared/frontend/api.js";
import { ask } from "../../shared/frontend/ask.js";
import { detection, interval, tableOf } from "../../shared/frontend/detection.js";
import { element } from "../../shared/frontend/elements.js";
import { permutation } from "./rounds.js";

/** @import { Estimate } from "../../shared/frontend/detection.js" */
/** @import { Answer, Drawing, Play, Question } from "./play.js" */
/** @import { Item } from "./rounds.js" */
/**
 * @typedef {{ copy: boolean, seed: number, index: number, ratio: number }} Pair `ratio`: its distance, of the median
 *   distance of held-out images to their nearest training image
 * @typedef {{ images: number, images_seen: number, recipe: string }} RunWords
 * @typedef {{ pairs: Pair[], few: RunWords, many: RunWords, image_size: number, data: string }} Pairs
 */

const COLUMNS = 24; // of the sheet: gan_core/generator/copy_pairs.py
export const OF_EACH = 6; // copies of a round, and new ones
const GAP = 2; // px of an image between the two of a pair

/** @type {Question} */
const COPY_OR_NEW = {
  answers: ["A copy", "New"],
  keys: ["C", "N"],
  swipe: "Or swipe: left is a copy, right is new.",
  note: () => "Left: made by G. Right: the training image nearest to it.",
};

/** @type {Promise<{ about: Pairs, sheet: HTMLImageElement }> | null} */
let loading = null;

/** The pairs, asked for once. Rejects with a sentence. */
function loadPairs() {
  loading ??= fetched();
  loading.catch(() => { loading = null; }); // the next press tries again
  return loading;
}

async function fetched() {
  const about = await (await ask(api("copies/pairs.json"), {}, "press Start to try again")).json();
  const sheet = new Image();
  sheet.src = api("copies/pairs.png");
  await sheet.decode().catch(() => { throw new Error("The images of the pairs did not load; press Start to try again."); });
  return { about, sheet };
}

/**
 * The pairs of a round in their order: OF_EACH of both kinds, as items of which the new ones count as real.
 * @param {Pair[]} pairs
 * @param {{ seed: number, round: number }} choice
 * @returns {Item[]}
 */
export function pairsOf(pairs, { seed, round }) {
  const chosen = [true, false].flatMap((wanted) => {
    const places = pairs.flatMap(({ copy }, place) => (copy === wanted ? [place] : []));
    const order = permutation(places.length, `copies ${seed} ${wanted}`);
    return order.slice((round - 1) * OF_EACH, round * OF_EACH).map((at) => places[at]);
  });
  return permutation(chosen.length, `order of copies ${seed} ${round}`)
    .map((at) => ({ isReal: !pairs[chosen[at]].copy, moment: -1, row: chosen[at], place: chosen[at], className: "" }));
}

export class Copies {
  /**
   * @param {(name: string) => any} find
   * @param {Play} play
   * @param {(section: string) => void} show
   */
  constructor(find, play, show) {
    this.find = find;
    this.play = play;
    this.show = show;
  }

  /** @param {{ seed: number, round: number }} choice */
  async begin(choice) {
    const { about, sheet } = await loadPairs();
    /** @type {Drawing} */
    const drawing = { draw: (canvas, item) => draw(canvas, sheet, about.image_size, item.place) };
    const items = pairsOf(about.pairs, choice);
    this.show("play");
    this.find("stage").classList.add("pair");
    this.play.begin(drawing, items, (answers) => this.finish(about, drawing, items, answers), { question: COPY_OR_NEW });
  }

  /**
   * @param {Pairs} about
   * @param {Drawing} drawing
   * @param {Item[]} items
   * @param {Answer[]} answers
   */
  finish(about, drawing, items, answers) {
    const { find } = this;
    const table = tableOf(items.map(({ isReal }, at) => ({ isReal, saidReal: answers[at].saidReal })));
    find("copies-title").textContent = `You found ${table.rejections} of ${OF_EACH} copies, and took ${table.misses} of ${OF_EACH} new ones for copies`;
    find("copies-words").replaceChildren(...words(about, detection(table).d).map((sentence) => element("p", {}, sentence)));
    const part = (/** @type {string} */ title, /** @type {boolean} */ isReal) => element("section", { class: isReal ? "reals" : "fakes" },
      element("h3", {}, title),
      element("ul", { class: "pairs" }, ...items.flatMap((item, at) => (item.isReal === isReal ? [this.tile(about, drawing, item, answers[at])] : []))));
    find("copies-pairs").replaceChildren(part(`Copies, by a G trained on ${about.few.images} images`, false), part(`New, by a G trained on ${about.many.images.toLocaleString("en")} images`, true));
    this.show("copied");
    find("copies-title").focus({ preventScroll: true });
  }

  /**
   * @param {Pairs} about
   * @param {Drawing} drawing
   * @param {Item} item
   * @param {Answer} answer
   */
  tile({ pairs }, drawing, item, { saidReal }) {
    const { ratio } = pairs[item.place];
    const right = saidReal === item.isReal;
    const canvas = /** @type {HTMLCanvasElement} */ (element("canvas", { role: "img", "aria-label": "A fake and the training image nearest to it" }));
    drawing.draw(canvas, item);
    return element("li", {}, canvas, element("span", {}, `distance ${ratio.toFixed(2)}`), element("strong", {}, `${right ? "✓" : "✗"} you said ${saidReal ? "new" : "a copy"}`));
  }
}

/** @param {Pairs} about @param {Estimate} d */
function words({ few, many }, d) {
  return [
    `d′ ${interval(d)}, with its 95% interval; 0 is guessing.`,
    `Looking alike is no proof: among ${many.images.toLocaleString("en")} training images there is one like almost anything. What tells a copy is its distance, here beside each pair: 1 is that of a typical held-out image, which nobody can have copied, from its nearest training image; a copy is nearer than 99 of 100 of them.`,
    `Without the training images you could not have known: the copies look as good as real ones, since they are. “Distance to training images” on the page of a run is this number.`,
    `Both are ${few.recipe}, after ${few.images_seen.toLocaleString("en")} and ${many.images_seen.toLocaleString("en")} images seen; distances by the features of fd_fashion_cnn.`,
  ];
}

/**
 * Both images of a pair, pixel for pixel.
 * @param {HTMLCanvasElement} canvas
 * @param {HTMLImageElement} sheet
 * @param {number} side
 * @param {number} place of the pair
 */
function draw(canvas, sheet, side, place) {
  canvas.width = 2 * side + GAP;
  canvas.height = side;
  const context = canvas.getContext("2d");
  for (const at of [0, 1]) {
    const tile = 2 * place + at;
    context?.drawImage(sheet, (tile % COLUMNS) * side, Math.floor(tile / COLUMNS) * side, side, side, at * (side + GAP), 0, side, side);
  }
}
