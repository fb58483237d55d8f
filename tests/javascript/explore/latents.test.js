import assert from "node:assert/strict";
import { test } from "node:test";

import { classShares, withEqualMix, withOwnClass, withShares } from "../../../playground/explore/frontend/state/class_shares.js";
import {
  amountsOf, directionFacts, grouped, isUnreliable, likeWords, reliableFirst, withAmounts,
} from "../../../playground/explore/frontend/state/directions.js";
import { editsOf, unedited, withEdits } from "../../../playground/explore/frontend/state/latent_edits.js";
import { clothes, withoutClasses } from "./fixtures.js";

/** @typedef {import("../../../playground/explore/frontend/state/directions.js").Direction} Direction */

/** @type {Direction} */
const WIDTH = {
  id: "width", kind: "measured", name: "wide", opposite: "narrow", strength: 0.05, explains: null, effect: 0.5,
  unit: "px", rising: 0.996, only: null, without: [], like: null,
};

test("latent sliders set numbers of z in their order and take them back", () => {
  const point = withEdits("3~c1~s0.5", new Map([["11", 1], ["2", -0.5]]));
  assert.equal(point, "3~c1~e2:-0.5,11:1~s0.5");
  assert.deepEqual([...editsOf(point)], [["2", -0.5], ["11", 1]]);
  assert.equal(withEdits(point, new Map()), "3~c1~s0.5");
  assert.equal(unedited(point), "3~c1");
});

test("class shares are those of the point, or of its seeds", () => {
  assert.deepEqual([...classShares("4~c0:1,2:3", 3)], [["0", 0.25], ["2", 0.75]]);
  assert.deepEqual([...classShares("4", 3)], [["1", 1]]);
  assert.deepEqual([...classShares("@0.5:0", 3)].filter(([, share]) => share), [["0", 0.5], ["1", 0.5]]);
  assert.deepEqual([...classShares("4", 0)], []);
});

test("shares are written in order, and none of them means the seed's class", () => {
  assert.equal(withShares("4", new Map([["10", 0.5], ["2", 0.5], ["1", 0]])), "4~c2:0.5,10:0.5");
  assert.equal(withShares("4~c1", new Map([["1", 0]])), "4");
  assert.equal(withEqualMix("4", 3), "4~c0:1,1:1,2:1");
});

test("a plain seed and the same seed with its class are one image", () => {
  assert.equal(withOwnClass("4", 3), "4~c1");
  assert.equal(withOwnClass("4~c1", 3), "4~c1");
  assert.equal(withOwnClass("@1:2", 3), "@1:2");
  assert.equal(withOwnClass("4", 0), "4");
});

test("a point goes along directions", () => {
  assert.equal(withAmounts("3~c1", [["width", 2], ["pca-1", 0]]), "3~c1~dwidth:2");
  assert.deepEqual([...amountsOf("3~dwidth:2,pca-1:-1")], [["width", 2], ["pca-1", -1]]);
  assert.equal(withAmounts("3~dwidth:2", []), "3");
});

test("directions that work for few seeds come last and say so", () => {
  const poor = { ...WIDTH, id: "slant", rising: 0.4 };
  assert.ok(isUnreliable(poor) && !isUnreliable(WIDTH));
  assert.deepEqual(reliableFirst([poor, WIDTH]), [WIDTH, poor]);
  assert.equal(directionFacts(WIDTH, clothes), "pixels change by 0.050, +0.50 px per step, works for 99% of seeds");
  assert.match(directionFacts(poor, clothes), /; unreliable, try it on one class$/);
  assert.match(directionFacts(poor, withoutClasses), /; unreliable$/);
  assert.match(directionFacts({ ...WIDTH, without: [1] }, clothes), /, not for Sneaker$/);
});

test("a PCA direction says how much it explains", () => {
  const pca = /** @type {Direction} */ ({ ...WIDTH, id: "pca-1", kind: "pca", explains: 0.071, rising: null });
  assert.equal(directionFacts(pca, clothes), "pixels change by 0.050, explains 7.1%");
  assert.equal(isUnreliable(pca), false);
});

test("directions with a name come first, and of two that are nearly the same only one is listed", () => {
  /** @type {Direction} */
  const pca = { ...WIDTH, id: "pca-1", kind: "pca", name: "", opposite: "", explains: 0.2, rising: null };
  /** @type {Direction} */
  const sefa = { ...pca, id: "sefa-2", kind: "sefa", like: { id: "pca-1", cosine: -0.96 } };
  const sides = { ...WIDTH, id: "sides", like: { id: "width", cosine: 0.9 } };
  const all = [pca, sefa, WIDTH, sides];
  assert.deepEqual(grouped(all, new Map()), { named: [WIDTH, sides], unnamed: [pca] });
  assert.deepEqual(grouped(all, new Map([["sefa-2", 1]])).unnamed, [pca, sefa]); // an old link is moved along it
  assert.equal(likeWords(pca, all, clothes), "nearly the same as Weight direction 2 (SeFa) reversed (cosine −0.96)");
  assert.equal(likeWords(sefa, all, clothes), "nearly the same as PCA direction 1 reversed (cosine −0.96)");
  assert.equal(likeWords(sides, all, clothes), "nearly the same as width (cosine +0.90)");
  assert.equal(likeWords({ ...WIDTH, id: "height" }, all, clothes), "");
});
