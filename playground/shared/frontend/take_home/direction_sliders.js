// One z, moved along the directions that were found for this generator.

import { element, find } from "../elements.js";
import { savePng } from "./save_files.js";

/** @import { Keyframe } from "../generator/keyframes.js" */
/** @import { Artist } from "./artist.js" */
/**
 * What take_home.py says of a direction.
 * @typedef {object} Direction
 * @property {string} id
 * @property {boolean} named whether it was found for a property of the image
 * @property {string} title
 * @property {string} low where negative amounts lead
 * @property {string} high
 * @property {string} facts
 * @property {number[]} vector of length 1
 */

const LIMIT = "4", PNG_SCALE = 10; // LIMIT: standard deviations of z, either way

/**
 * @param {Artist} artist
 * @param {Direction[]} directions
 * @param {(key: Keyframe) => void} use the moved z
 */
export function createDirectionSliders(artist, directions, use) {
  const section = find(document, ".directions", "section"), canvas = find(section, ".moved", "canvas");
  const more = find(section, "", "details");
  section.hidden = !directions.length;
  more.hidden = directions.every(({ named }) => named);
  /** @type {Keyframe | null} */
  let key = null;
  const rows = directions.map(({ id, named, title, low, high, facts }) => {
    const slider = element("input", {
      type: "range", min: `-${LIMIT}`, max: LIMIT, step: "0.1", value: "0", "aria-label": title, input: draw,
    });
    const amount = element("output"), name = (/** @type {string} */ textContent) => element("span", { textContent });
    const place = named ? find(section, ".named", "div") : find(more, "", "div");
    place.append(element("label", { title: `${title}: ${facts}` }, name(low), slider, name(high), amount));
    return { id, slider, amount };
  });

  /** @param {Keyframe} base @returns {Keyframe} */
  function moved(base) {
    /** @type {[string, number][]} */
    const amounts = rows.map(({ id, slider }) => [id, Number(slider.value)]);
    return { ...base, directions: [...base.directions, ...amounts.filter(([, amount]) => amount)] };
  }

  function draw() {
    if (!key || !rows.length) return;
    for (const { slider, amount } of rows) amount.textContent = signed(Number(slider.value));
    artist.drawKey(canvas, moved(key));
  }

  function reset() {
    for (const { slider } of rows) slider.value = "0";
    draw();
  }

  find(section, ".reset", "button").addEventListener("click", reset);
  find(section, ".use-moved", "button").addEventListener("click", () => { if (key) use(moved(key)); });
  find(section, ".save-moved", "button").addEventListener("click", () => savePng([canvas], 1, PNG_SCALE, "moved.png"));
  return {
    /** @param {Keyframe} shown the sliders stay where it is the one that was shown */
    show(shown) {
      if (shown === key) return;
      key = shown;
      reset();
    },
  };
}

/** @param {number} amount */
function signed(amount) {
  return `${amount > 0 ? "+" : ""}${amount.toFixed(1)}`.replace("-", "−");
}
