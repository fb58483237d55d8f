// The form's address: its own parameters are replaced, those of others stay.

import assert from "node:assert/strict";
import { test } from "node:test";

import { addressWith } from "../../../playground/train/frontend/form/form_address.js";

const NAMES = ["recipe", "seed"];

test("the form's parameters are replaced, and one that is no longer chosen goes", () => {
  const place = { pathname: "/gan/train", search: "?recipe=dcgan&seed=1", hash: "" };
  assert.equal(addressWith(place, "recipe=quick", NAMES), "/gan/train?recipe=quick");
  assert.equal(addressWith(place, "", NAMES), "/gan/train");
});

test("parameters of others and the place on the page stay", () => {
  const place = { pathname: "/train", search: "?embed=true&recipe=dcgan", hash: "#top" };
  assert.equal(addressWith(place, "recipe=quick&seed=2", NAMES), "/train?embed=true&recipe=quick&seed=2#top");
  assert.equal(addressWith(place, "", NAMES), "/train?embed=true#top");
});
