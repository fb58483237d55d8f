// Many files as one zip: its checksums, its names, and that other programs read it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { tooMuch } from "../../../playground/train/frontend/upload/main.js";
import { entryNames, zipName } from "../../../playground/train/frontend/upload/names.js";
import { crc32, zip } from "../../../playground/train/frontend/upload/zip.js";

const chosen = (/** @type {string} */ path) => ({ name: path.split("/").at(-1) ?? "", webkitRelativePath: path.includes("/") ? path : "" });

test("the checksum of the nine digits is the one that every description of CRC-32 gives", () => {
  assert.equal(crc32(new TextEncoder().encode("123456789")), 0xcbf43926);
  assert.equal(crc32(new Uint8Array()), 0);
});

test("folders stay, and of two files of one name both are there", () => {
  assert.deepEqual(entryNames([chosen("a/cat/1.png"), chosen("a/dog/1.png")]), ["a/cat/1.png", "a/dog/1.png"]);
  assert.deepEqual(entryNames([chosen("1.png"), chosen("1.png")]), ["1.png", "1-1.png"]);
  assert.equal(new Set(entryNames(["1.png", "2-1.png", "1.png", "1.png"].map(chosen))).size, 4);
  assert.deepEqual(entryNames([chosen("a/1.png"), chosen("a/1.png")]), ["a/1.png", "a/1-1.png"]);
});

test("the zip is called as the folder, or by the number of files", () => {
  assert.equal(zipName([chosen("my photos/1.png"), chosen("my photos/2.png")]), "my photos.zip");
  assert.equal(zipName([chosen("1.png"), chosen("2.png")]), "2-images.zip");
});

test("the same files give the same bytes, and the end says where the list of files is", async () => {
  const files = [{ name: "猫/1.png", content: new Blob(["abc"]) }, { name: "b", content: new Blob([]) }];
  /** @type {number[]} */
  const told = [];
  const [first, second] = await Promise.all([zip(files, (done) => told.push(done)), zip(files)]);
  const bytes = new Uint8Array(await first.arrayBuffer());
  assert.deepEqual(bytes, new Uint8Array(await second.arrayBuffer()));
  assert.deepEqual(told, [1, 2]);
  const end = new DataView(bytes.buffer, bytes.length - 22);
  assert.equal(end.getUint32(0, true), 0x06054b50);
  assert.equal(end.getUint16(10, true), 2);
  assert.equal(new DataView(bytes.buffer).getUint32(end.getUint32(16, true), true), 0x02014b50);
  assert.equal(end.getUint32(12, true) + end.getUint32(16, true), bytes.length - 22);
});

test("photos that are too many for one upload are told the way that is left", () => {
  const words = tooMuch(1200, 3_400_000_000, 200 * 2 ** 20);
  assert.match(words, /1,200 files of 3,400 MB, and one upload takes up to 65,000 of 210 MB in all/);
  assert.match(words, /Upload a zip of smaller copies .* or ask whoever .* its data folder\./);
});
