import assert from "node:assert/strict";
import { test } from "node:test";

import {
  chosenClass, digits, fitPoint, isSeed, partOf, randomSeed, readPairs, seedNumber, seedPart, withPart, withSeeds,
  writePairs,
} from "../../../playground/explore/frontend/state/point.js";
import { describe, directionName, signed } from "../../../playground/explore/frontend/state/point_words.js";
import { clothes, withoutClasses } from "./fixtures.js";

const FULL = "10:0.7,13:-0.7~c3:0.5,4:0.5~e3:1.25,17:-0.5~dbrightness:2~s0.8";

test("a point is read part by part", () => {
  assert.equal(seedPart(FULL), "10:0.7,13:-0.7");
  assert.equal(partOf(FULL, "c"), "3:0.5,4:0.5");
  assert.equal(partOf(FULL, "s"), "0.8");
  assert.equal(partOf("12", "c"), "");
  assert.equal(seedNumber("12~c3"), 12);
  for (const point of [FULL, "@1:2", "12:1"]) assert.equal(isSeed(point), false, point);
});

test("a part is replaced, added in its order, or taken out", () => {
  assert.equal(withPart(FULL, "s", ""), FULL.replace("~s0.8", ""));
  assert.equal(withPart("12~s0.5", "c", "2"), "12~c2~s0.5");
  assert.equal(withPart("12~c1", "c", "2"), "12~c2");
  assert.equal(withSeeds("12~c1", "@3:4"), "@3:4~c1");
});

test("pairs are read and written", () => {
  assert.deepEqual([...readPairs("3:0.5,4")], [["3", 0.5], ["4", 1]]);
  assert.deepEqual([...readPairs("")], []);
  assert.equal(writePairs([["3", 0.5], ["4", 1 / 3]]), "3:0.5,4:0.3333");
  assert.equal(digits("2.00004"), "2");
  assert.equal(digits(-0.00001), "0");
});

test("the class given by hand is one, or none", () => {
  assert.equal(chosenClass("12~c3"), 3);
  assert.equal(chosenClass("12"), null);
  assert.equal(chosenClass("12~c3:1,4:1"), null);
});

test("what the model does not have is left out of a point", () => {
  assert.equal(fitPoint("1~c2~e3:1", clothes), "1~c2~e3:1");
  assert.equal(fitPoint("1~c2:0.5,7:0.5~e3:1,9:2", clothes), "1~c2~e3:1");
  assert.equal(fitPoint("1~c2~dwidth:1", withoutClasses), "1~dwidth:1");
});

test("a point is told in words", () => {
  assert.equal(describe("4", clothes), "seed 4, Sneaker");
  assert.equal(describe("4", null), "seed 4");
  assert.equal(describe("4~c2~e0:1,1:2", clothes), "seed 4, Bag, 2 sliders moved");
  assert.equal(describe("0~e0:1,1:1,2:1,3:1~c1", clothes), "custom point, Sneaker");
  assert.equal(describe("@-1.5:2~c0", clothes), "position −1.50, 2.00, T-shirt");
  assert.equal(describe("1:1,2:-1,5:1~c0:3,2:1", clothes), "combination of 3, T-shirt 75%, Bag 25%");
  assert.equal(describe("7~dpca-1:-2,width-c2:1", withoutClasses), "seed 7, PCA direction 1 −2.0, width (class 2) +1.0");
});

test("directions have names", () => {
  assert.equal(directionName("sefa-3", clothes), "Weight direction 3 (SeFa)");
  assert.equal(directionName("width-c2", clothes), "width (Bag)");
  assert.equal(directionName("brightness", null), "brightness");
  assert.equal(signed(-0.04, 2), "−0.04");
});

test("random seeds are seeds", () => {
  for (let draw = 0; draw < 100; draw++) assert.ok(isSeed(randomSeed()));
});
