// Favourites, kept in this browser. A point is a description, so every model can draw it.

import { page } from "../../../shared/frontend/api.js";
import { drawPoints } from "../images/draw_points.js";
import { acceptDrops } from "./drag_and_drop.js";
import { finder } from "./elements.js";
import { sampleImages, showSamples } from "./sample_button.js";

/** @import { Explorer } from "../explorer.js" */

const STORED_AS = "gan-playground-kept"; // since version 0.1
const MOST = 24;

/** @param {Explorer} explorer */
export function createFavourites(explorer) {
  const section = explorer.find(".favourites"), add = explorer.find(".add-favourite");
  const at = finder(section), holder = at(".favourite-samples");
  const follow = /** @type {HTMLAnchorElement} */ (at(".follow"));
  let points = stored();

  add.addEventListener("click", async () => {
    const point = await explorer.currentPoint();
    if (point !== null) keep(point);
  });
  at(".clear-all").addEventListener("click", () => set([]));
  holder.addEventListener("keydown", (event) => {
    if (event.key !== "Delete" && event.key !== "Backspace") return;
    const samples = /** @type {HTMLElement[]} */ ([...holder.children]);
    const index = samples.findIndex((sample) => sample.contains(/** @type {Node} */ (event.target)));
    set(points.filter((_, each) => each !== index));
    (/** @type {HTMLElement} */ (holder.children[index] ?? holder.lastElementChild ?? add)).focus();
  });
  acceptDrops(section, keep);

  /** @param {string} point */
  function keep(point) {
    const all = [...points.filter((each) => each !== point), point];
    set(all.slice(-MOST));
    if (all.length > MOST) explorer.notices.remark(`Only ${MOST} favourites are kept; the oldest was removed.`);
    explorer.announce("Added to favourites.");
  }
  /** @param {string[]} chosen */
  function set(chosen) {
    points = chosen;
    store(points);
    show();
    explorer.queue.ask("favourites");
  }
  function show() {
    section.hidden = !points.length;
    const seeds = seedsOf(points);
    follow.hidden = !seeds.length;
    if (seeds.length) follow.href = page("train", { follow: seeds.join(",") });
    showSamples(holder, points, explorer.model, explorer.use);
  }
  return {
    show,
    async draw() { if (points.length) await drawPoints(explorer, points, sampleImages(holder)); },
  };
}

/**
 * The seeds of those points that are one, whatever its class, each once.
 * @param {string[]} points
 * @returns {number[]}
 */
export function seedsOf(points) {
  const seeds = points.flatMap((point) => /^([0-9]+)(~c[^~]*)?$/.exec(point)?.[1] ?? []);
  return [...new Set(seeds.map(Number))];
}

/** @returns {string[]} */
function stored() {
  try {
    const found = JSON.parse(localStorage.getItem(STORED_AS) ?? "[]");
    return Array.isArray(found) ? found.filter((point) => /^[@0-9][\w@:;,.~-]*$/.test(point)).slice(-MOST) : [];
  } catch {
    return [];
  }
}

/** @param {string[]} points */
function store(points) {
  try {
    localStorage.setItem(STORED_AS, JSON.stringify(points));
  } catch {
    // A private window keeps them until it closes.
  }
}
