/**
 * What a lesson, an exhibit or a preset expects of a run, as a small JSON expression:
 * `{"name": "modes", "is": "<=", "value": 2}`, `{"all": [...]}`, `{"any": [...]}`, `{"not": ...}`.
 * Names are those of Lab.stats and Lab.score, and of `History` below; `value` may be the name of
 * another number, with "times" as a factor: `{"name": "js", "is": ">", "value": "js_best",
 * "times": 2}`.
 */

/** @typedef {{name?: string, is?: string, value?: number | string, times?: number,
 *   all?: Condition[], any?: Condition[], not?: Condition}} Condition */

/** @type {Record<string, (a: number, b: number) => boolean>} */
const COMPARE = {
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "=": (a, b) => a === b,
};

/**
 * Whether the numbers meet the condition. A number that is missing or NaN meets nothing.
 * @param {Condition} condition @param {Record<string, number>} numbers
 * @returns {boolean}
 * @throws {RangeError} for an expression that is none
 */
export function holds(condition, numbers) {
  if (condition.all) return condition.all.every((part) => holds(part, numbers));
  if (condition.any) return condition.any.some((part) => holds(part, numbers));
  if (condition.not) return !holds(condition.not, numbers);
  const { name, is, value, times = 1 } = condition;
  if (name === undefined || is === undefined || value === undefined || !Object.hasOwn(COMPARE, is)) {
    throw new RangeError("A condition needs a name, an operator (< <= > >= =) and a value.");
  }
  const left = numbers[name];
  const right = typeof value === "string" ? numbers[value] : value;
  if (left === undefined || right === undefined) return false;
  return COMPARE[is](left, right * times);
}

/** Names a condition speaks of; for the check of lesson files.
 * @param {Condition} condition @returns {string[]}
 */
export function namesIn(condition) {
  const parts = [...(condition.all ?? []), ...(condition.any ?? []),
    ...(condition.not ? [condition.not] : [])];
  const own = [condition.name, condition.value].filter((name) => typeof name === "string");
  return [.../** @type {string[]} */ (own), ...parts.flatMap(namesIn)];
}

const LATE = 10; // scores that `js_swing` and its like look back on

/**
 * Numbers of a run's past, from its scores: js_best, js_best_step, js_since (steps since the best),
 * modes_most, and over the last 10 scores js_swing (largest - smallest), js_mean, modes_mean,
 * loss_D_mean, loss_G_mean, wander (how far the mean of the fakes moved in all) and loss_swing.
 */
export class History {
  constructor() {
    /** @type {Record<string, number>[]} */
    this.late = [];
    this.best = { js: Infinity, step: 0 };
    this.most = 0;
  }

  /**
   * @param {Record<string, number>} stats @param {Record<string, number>} score
   * @returns {Record<string, number>} everything a condition may name
   */
  add(stats, score) {
    const now = { ...stats, ...score };
    this.late = [...this.late, now].slice(-LATE);
    if (now.js < this.best.js) this.best = { js: now.js, step: now.step };
    this.most = Math.max(this.most, now.modes);
    return { ...now, ...this.numbers() };
  }

  numbers() {
    const column = (/** @type {string} */ name) => this.late.map((row) => row[name]);
    const js = column("js");
    let wander = 0;
    for (let k = 1; k < this.late.length; k++) {
      const [a, b] = [this.late[k - 1], this.late[k]];
      wander += Math.hypot(b.mean_x - a.mean_x, b.mean_y - a.mean_y);
    }
    return {
      js_best: this.best.js,
      js_best_step: this.best.step,
      js_since: (this.late.at(-1)?.step ?? 0) - this.best.step,
      js_swing: Math.max(...js) - Math.min(...js),
      js_mean: mean(js),
      modes_most: this.most,
      modes_mean: mean(column("modes")),
      loss_D_mean: mean(column("loss_D")),
      loss_G_mean: mean(column("loss_G")),
      loss_swing: Math.max(...column("loss_G")) - Math.min(...column("loss_G")),
      wander,
    };
  }
}

/** @param {number[]} values */
function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
