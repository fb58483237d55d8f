import assert from "node:assert/strict";
import { test } from "node:test";
import { addressAt, momentAsked } from "../../../playground/train/frontend/timeline/moment_address.js";

test("a moment in the address is found, and nothing else is taken for one", () => {
  assert.equal(momentAsked("?run=00001-a&at=12800"), 12800);
  for (const odd of ["", "?at=", "?at=-1", "?at=1e9", "?at=x", "?at=1.5", `?at=${"9".repeat(13)}`]) {
    assert.equal(momentAsked(odd), undefined);
  }
});

test("the moment joins the address, and the latest leaves it", () => {
  const address = "http://localhost/gan/train?run=00001-a";
  assert.equal(addressAt(address, 0), `${address}&at=0`);
  assert.equal(addressAt(`${address}&at=5`, 9), `${address}&at=9`);
  assert.equal(addressAt(`${address}&at=5`, undefined), address);
});
