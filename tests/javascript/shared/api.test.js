// Addresses come from where the module itself lies, so they hold below any base path.

import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

const SOURCE = fileURLToPath(new URL("../../../playground/shared/frontend/api.js", import.meta.url));

/**
 * The module as it is served: <base>/api/modules/<version>/shared/frontend/api.js.
 * @param {string} base
 */
async function servedBelow(base) {
  const root = mkdtempSync(join(tmpdir(), "api-"));
  const folder = join(root, base, "api/modules/0123456789abcdef/shared/frontend");
  mkdirSync(folder, { recursive: true });
  cpSync(SOURCE, join(folder, "api.mjs"));
  const module = await import(pathToFileURL(join(folder, "api.mjs")).href);
  const { href } = pathToFileURL(join(root, "/"));
  const path = (/** @type {string} */ address) => address.replace(href, "/");
  return { ...module, path };
}

for (const base of ["", "gan", "hub/user/7"]) {
  const start = base ? `/${base}/` : "/";

  test(`routes and pages below ${start}`, async () => {
    const { api, page, path } = await servedBelow(base);
    assert.equal(path(api("runs/00001-a/live")), `${start}api/runs/00001-a/live`);
    assert.equal(path(page("train")), `${start}train`);
    assert.equal(path(page("")), start);
  });
}

test("a query is encoded, whatever it is given as", async () => {
  const { api, page, path } = await servedBelow("gan");
  assert.equal(path(page("", { model: "run:00001-a@9", seed_a: 3 })), "/gan/?model=run%3A00001-a%409&seed_a=3");
  assert.equal(path(api("x", new URLSearchParams({ words: "a b&c" }))), "/gan/api/x?words=a+b%26c");
});
