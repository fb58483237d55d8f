import assert from "node:assert/strict";
import { test } from "node:test";

import { addressWith } from "../../../playground/explore/frontend/state/address_bar.js";
import { currentFields, fitToModel, query, showsPoint } from "../../../playground/explore/frontend/state/view.js";
import { clothes, viewOf, withoutClasses } from "./fixtures.js";

const DEFAULTS = viewOf();

test("an address holds what differs from the default", () => {
  const view = viewOf({ model: "mnist", tab: "seed-map", point: "@1:2" });
  assert.equal(String(query(view, DEFAULTS)), "model=mnist&tab=seed-map&point=%401%3A2");
  assert.equal(String(query(view, DEFAULTS, ["model"])), "model=mnist");
  assert.equal(String(query(DEFAULTS, DEFAULTS)), "");
});

test("the current image of each tab has its fields", () => {
  assert.ok(currentFields(viewOf()).includes("t"));
  assert.ok(currentFields(viewOf({ tab: "walk" })).includes("ways"));
  assert.ok(currentFields(viewOf({ tab: "arithmetic" })).includes("mix"));
  for (const tab of ["seed-map", "classes", "variations", "directions", "inversion", "layers"]) {
    assert.ok(showsPoint(viewOf({ tab })), tab);
    assert.deepEqual(currentFields(viewOf({ tab })).slice(-2), ["tab", "point"]);
  }
});

test("what a model does not have is dropped and said", () => {
  const view = viewOf({ point: "1~c2", keys: "1;2~e9:1", class: "2" });
  assert.equal(fitToModel(view, clothes), "This model's z has 4 numbers and 3 classes; settings beyond that were dropped.");
  assert.equal(view.keys, "1;2");
  assert.equal(fitToModel(view, clothes), "");
  assert.match(fitToModel(view, withoutClasses), /no classes/);
  assert.deepEqual([view.point, view.class], ["1", ""]);
});

test("the address bar keeps what belongs to others and stays readable", () => {
  const address = "http://localhost/gan/?embed=true&seed_a=5&class_a=3&t=0.1#top";
  const view = viewOf({ seed_b: "1:0.5,2:0.5~c1", keys: "1;2" });
  assert.equal(addressWith(address, view, DEFAULTS), "/gan/?embed=true&seed_b=1:0.5,2:0.5~c1&keys=1;2#top");
  assert.equal(addressWith("http://localhost/?t=0.1", DEFAULTS, DEFAULTS), "/");
});
