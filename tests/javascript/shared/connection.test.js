// What the page says about the connection, by the states that Streamlit's page knows.

import assert from "node:assert/strict";
import { test } from "node:test";

import { sentence } from "../../../playground/shared/frontend/connection.js";

test("only a lost connection is spoken of", () => {
  for (const state of ["CONNECTED", "INITIAL", "STATIC_CONNECTED", "unheard of", null]) assert.equal(sentence(state), "");
  assert.match(sentence("PINGING_SERVER"), /^The server is away\. This page continues by itself/);
  assert.equal(sentence("CONNECTING"), sentence("PINGING_SERVER"));
  assert.match(sentence("DISCONNECTED_FOREVER"), /reload the page/);
});
