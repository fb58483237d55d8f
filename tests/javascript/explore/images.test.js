import assert from "node:assert/strict";
import { test } from "node:test";

import { fileName } from "../../../playground/explore/frontend/controls/downloads.js";
import { lengthChart } from "../../../playground/explore/frontend/controls/path_comparison.js";
import { bitmap, bitmapAddress } from "../../../playground/explore/frontend/images/bitmap.js";

/** @type {(channels: number, data: number[]) => import("../../../playground/explore/frontend/images/pixels.js").Pixels} */
const pixelsOf = (channels, data) =>
  ({ count: data.length / (2 * channels), height: 1, width: 2, channels, data: new Uint8Array(data), norms: [] });

test("images side by side are one bitmap, grey as three equal colours, rows filled up to four bytes", () => {
  const file = bitmap(pixelsOf(1, [9, 1, 2, 3, 4, 9]), 1, 2), header = new DataView(file.buffer);
  assert.equal(header.getInt32(18, true), 4);
  assert.equal(header.getInt32(22, true), -1);
  assert.deepEqual([...file.slice(54)], [2, 2, 2, 3, 3, 3, 4, 4, 4, 9, 9, 9]);
  assert.equal(bitmap(pixelsOf(1, [7, 8]), 0, 1).length, 54 + 8);
});

test("colours are written blue first", () => {
  const file = bitmap(pixelsOf(3, [1, 2, 3, 4, 5, 6]), 0, 1);
  assert.deepEqual([...file.slice(54)], [3, 2, 1, 6, 5, 4, 0, 0]);
  assert.match(bitmapAddress(pixelsOf(3, [1, 2, 3, 4, 5, 6]), 0, 1), /^data:image\/bmp;base64,Qk0/);
});

test("the chart says how long z is along both paths", () => {
  const { svg, words } = lengthChart([...Array(41).fill(5.5), ...Array(41).fill(4.4)], 32);
  assert.match(words, /slerp \(orange\) stays above 5\.5, lerp \(grey, dashed\) falls to 4\.4/);
  assert.equal(svg.match(/<polyline/g)?.length, 2);
  assert.equal(svg.includes("NaN"), false);
});

test("a model's id becomes part of a file name", () => {
  assert.equal(fileName("run:00001-mnist@160:G"), "00001-mnist-160-G");
});
