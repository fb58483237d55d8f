// The numbers under the plane, each with the value that a perfect G, or a D that can do no better, has.

/** @import { Score, Stats } from "./engine/lab.js" */
/** @typedef {{name: string, title: string, value: string, perfect: string}} Row */

/**
 * @param {{stats: Stats}} frame @param {Score | undefined} score
 * @returns {Row[]}
 */
export function rowsOf({ stats }, score) {
  const rows = [{ name: "step", title: "step", value: stats.step.toLocaleString("en"), perfect: "" }];
  const add = (/** @type {string} */ name, /** @type {string} */ title, /** @type {number} */ value,
    /** @type {number} */ digits, /** @type {string} */ perfect) => {
    if (Number.isFinite(value)) rows.push({ name, title, value: value.toFixed(digits), perfect });
  };
  if (score) {
    add("js", "JS, bits", score.js, 3, `perfect 0 (measured so: ${score.js_perfect.toFixed(3)})`);
    if (score.modes_total > 0) {
      rows.push({ name: "modes", title: "modes hit", value: `${score.modes} of ${score.modes_total}`,
        perfect: `perfect ${score.modes_total}` });
    }
    add("near", "within 3 σ of a mode", 100 * score.near, 0, "%, perfect 99");
    add("between", "between modes", 100 * score.between, 0, "%, perfect 0");
  }
  add("loss_D", "loss of D", stats.loss_D, 3,
    score && Number.isFinite(score.floor_D) ? `least possible now ${score.floor_D.toFixed(3)}` : "");
  add("loss_G", "loss of G", stats.loss_G, 3, "");
  add("D_real", "D(x)", stats.D_real, 2, "at the equilibrium 0.50");
  add("D_fake", "D(G(z))", stats.D_fake, 2, "at the equilibrium 0.50");
  return rows;
}

/** @param {HTMLElement} list @param {{stats: Stats}} frame @param {Score | undefined} score */
export function numbersOf(list, frame, score) {
  const rows = rowsOf(frame, score);
  if (list.children.length !== 3 * rows.length) {
    list.replaceChildren(...rows.flatMap(({ name, title }) => {
      const [dt, value, perfect] = ["dt", "dd", "dd"].map((tag) => document.createElement(tag));
      dt.textContent = title;
      value.className = `value ${name}`;
      perfect.className = "perfect";
      return [dt, value, perfect];
    }));
  }
  rows.forEach(({ value, perfect }, k) => {
    list.children[3 * k + 1].textContent = value;
    list.children[3 * k + 2].textContent = perfect;
  });
}
