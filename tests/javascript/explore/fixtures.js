// What the tests of Explore share.

/** @import { ModelFacts, View } from "../../../playground/explore/frontend/state/view.js" */

/** @type {ModelFacts} */
export const clothes = {
  model: "fashion-mnist", z_dim: 4, num_classes: 3, class_names: ["T-shirt", "Sneaker", "Bag"],
  image_size: 28, columns: 10, caption: "", described: false,
};

/** @type {ModelFacts} */
export const withoutClasses = { ...clothes, num_classes: 0, class_names: [] };

/**
 * A view of the defaults, with some fields replaced.
 * @param {Partial<View>} [fields]
 * @returns {View}
 */
export function viewOf(fields = {}) {
  return {
    model: "", against: "", tab: "interpolate", point: "0", seed_a: "0", seed_b: "3", t: "0.5", method: "slerp",
    keys: "0;3;17;28", ways: "", loop: "0", frame: "0", mix: "27;17;13", nudge: "0.25", batch: "0",
    truncation: "", noise: "1", first: "0", count: "40", class: "", ...fields,
  };
}
