// The Runs page: what a search finds, in which order, and what the address keeps.

import assert from "node:assert/strict";
import { test } from "node:test";

import { addressOf, chosen, counted, isFiltered, tagsIn, unfiltered, viewIn } from "../../../playground/runs/frontend/view.js";

/** @import { Run } from "../../../playground/shared/frontend/run_row.js" */

/** @type {Run} */
const RUN = {
  id: "00012-mnist-quick-seed0", number: "00012", owner: "amber fox", name: "", note: "", tags: [], device: "cpu", updated: 0, recipe: "quick",
  data: "MNIST", state: "done", word: "done", seen: 12_800, seconds: 240, progress: 1, waiting: "", place: null, ahead: false, in_queue: false,
  asked_to_stop: false, metric: null, best: null, finding: null, grid: 12_800, version: "1", columns: 10, hidden: "", private: false,
};
const NOBODY = new Set([""]);

/** @param {number} number @param {Partial<Run>} other @returns {Run} */
const run = (number, other = {}) => ({ ...RUN, id: `${String(number).padStart(5, "0")}-${other.data ?? "mnist"}-quick`, number: String(number).padStart(5, "0"), ...other });

/** @param {Run[]} runs @param {string} query */
const numbers = (runs, query, mine = NOBODY) => chosen(runs, viewIn(query), mine).map(({ number }) => Number(number));

/** @param {number} value @param {string} name */
const best = (value, name = "Fréchet distance (digits)") => ({ name, value, samples: 1000, floor: 0.9, seen: 1 });

test("a search finds every word, wherever it is, whatever its accents and capitals", () => {
  const runs = [
    run(1, { name: "Été à la plage", tags: ["for Monday"] }), run(2, { note: "Learning rate\nhalved" }), run(3, { recipe: "dcgan" }),
    run(4, { finding: { title: "D overpowers G", tone: "bad" } }), run(5, { name: "e\u0301te\u0301" }),
  ];
  assert.deepEqual(numbers(runs, "?q=ETE"), [1, 5]);
  assert.deepEqual(numbers(runs, "?q=plage+monday"), [1]);
  assert.deepEqual(numbers(runs, "?q=halved+++rate"), [2]);
  assert.deepEqual(numbers(runs, "?q=00003"), [3]);
  assert.deepEqual(numbers(runs, "?q=overpowers+fox"), [4]);
  assert.deepEqual(numbers(runs, "?q=plage+dcgan"), []);
  assert.deepEqual(numbers(runs, "?q=%20"), [1, 2, 3, 4, 5]);
  assert.deepEqual(numbers(runs, "?q=.*[("), []);
});

test("filters: recipe, images, state, tag, and mine alone", () => {
  const runs = [
    run(1, { recipe: "dcgan", tags: ["best"] }), run(2, { data: "Fashion-MNIST", state: "running" }), run(3, { state: "interrupted" }),
    run(4, { state: "failed" }), run(5, { state: "queued" }),
  ];
  assert.deepEqual(numbers(runs, "?recipe=dcgan"), [1]);
  assert.deepEqual(numbers(runs, "?data=Fashion-MNIST"), [2]);
  assert.deepEqual(numbers(runs, "?state=failed"), [3, 4]);
  assert.deepEqual(numbers(runs, "?state=active"), [2, 5]);
  assert.deepEqual(numbers(runs, "?tag=best"), [1]);
  assert.deepEqual(numbers(runs, "?mine=1", new Set([runs[3].id])), [4]);
  assert.deepEqual(numbers(runs, "?recipe=quick&state=done&data=MNIST"), []);
});

test("orders; by metric each set of images and each kind of features stands by itself", () => {
  const runs = [
    run(1, { name: "b", seconds: 1, updated: 3, best: best(9) }), run(2, { name: "a 10", seconds: 3, updated: 1, best: best(2) }),
    run(3, { name: "a 9", seconds: 2, updated: 2 }), run(4, { name: "Z", data: "CIFAR-10", best: best(50) }),
    run(5, { name: "É", best: best(1, "Fréchet distance (own features)") }),
    run(6, { name: "zz", best: { ...best(3), samples: 500 } }),
  ];
  assert.deepEqual(numbers(runs, ""), [1, 2, 3, 4, 5, 6]);
  assert.deepEqual(numbers(runs, "?sort=name"), [3, 2, 1, 5, 4, 6]);
  assert.deepEqual(numbers(runs, "?sort=best"), [4, 2, 1, 6, 5, 3]);
  assert.deepEqual(numbers(runs, "?sort=longest").slice(3), [2, 3, 1]);
  assert.deepEqual(numbers(runs, "?sort=changed").slice(0, 3), [1, 3, 2]);
  assert.deepEqual(numbers(runs, "?sort=constructor"), [1, 2, 3, 4, 5, 6], "an address may ask for anything");
});

test("an address that asks for what there is not shows the first choice", () => {
  const odd = viewIn("?show=foo&state=constructor&sort=__proto__&within=1e9&q=kept&tag=kept&data=kept");
  assert.deepEqual(odd, { ...viewIn(""), q: "kept", tag: "kept", data: "kept" });
  const known = { show: "trash", state: "failed", sort: "best", within: "60" };
  assert.deepEqual(viewIn(`?${new URLSearchParams(known)}`), { ...viewIn(""), ...known });
});

test("what is no number in a run's files breaks no order", () => {
  const none = /** @type {any} */ ({ seconds: null, updated: null });
  const runs = [run(1, none), run(2, { seconds: 5, updated: 5 })];
  assert.deepEqual(numbers(runs, "?sort=longest"), [2, 1]);
  assert.deepEqual(numbers(runs, "?sort=changed"), [2, 1]);
});

test("the address keeps the view and what others put there", () => {
  const place = { pathname: "/gan/runs", search: "?class=amber-fox-42&q=old", hash: "" };
  const view = { ...viewIn("?q=Sharp+sh%C3%B6es&state=done"), show: "leaderboard", within: "120" };
  const address = addressOf(place, view);
  assert.equal(address, "/gan/runs?class=amber-fox-42&show=leaderboard&q=Sharp+sh%C3%B6es&state=done&within=120");
  assert.deepEqual(viewIn(new URL(address, "http://x").search), view);
  assert.equal(addressOf({ ...place, search: "?q=old" }, viewIn("")), "/gan/runs");
  assert.ok(isFiltered(view) && !isFiltered(unfiltered(view)));
  assert.deepEqual(unfiltered(view).within, "120");
});

test("choices are counted in the order of the alphabet, and tags are typed with commas", () => {
  assert.deepEqual(counted([run(1, { tags: ["lr", "best"] }), run(2, { tags: ["lr"] })], ({ tags }) => tags), [["best", 1], ["lr", 2]]);
  assert.deepEqual(tagsIn(" best,, for Monday ;64 px\n"), ["best", "for Monday", "64 px"]);
});
