// Colours that mean something are far apart for everybody: CIE76 distance of at least 40 between any two, with full
// protanopia, deuteranopia and tritanopia as Machado, Oliveira and Fernandes (2009) simulate them, in both themes.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { D, G } from "../../../playground/lab/frontend/colours.js";

const LEAST = 40;
const EYES = {
  usual: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};
const XYZ = [0.4124564, 0.3575761, 0.1804375, 0.2126729, 0.7151522, 0.072175, 0.0193339, 0.119192, 0.9503041];
const WHITE = [0.95047, 1, 1.08883];

const product = (/** @type {number[]} */ matrix, /** @type {number[]} */ v) =>
  [0, 3, 6].map((row) => v.reduce((sum, x, k) => sum + matrix[row + k] * x, 0));

/** @param {number[]} colour sRGB, 0 to 255 @param {number[]} eye @returns {number[]} L*, a*, b* */
function seen(colour, eye) {
  const light = colour.map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
  const [x, y, z] = product(XYZ, product(eye, light).map((c) => Math.min(1, Math.max(0, c))))
    .map((c, k) => c / WHITE[k]).map((t) => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116));
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** @param {number[]} a @param {number[]} b @param {number[]} eye */
function distance(a, b, eye) {
  const other = seen(b, eye);
  return Math.hypot(...seen(a, eye).map((x, k) => x - other[k]));
}

const text = (/** @type {string} */ path) => readFileSync(new URL(`../../../playground/${path}`, import.meta.url), "utf8");
const rgb = (/** @type {string} */ hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));

/** @param {string} theme @param {string} name */
function themed(theme, name) {
  const [, section] = text(".streamlit/config.toml").split(`[theme.${theme}]`);
  return rgb(/** @type {RegExpExecArray} */ (new RegExp(`^${name} = "(#\\w{6})"`, "m").exec(section))[1]);
}

/** @param {Record<string, number[]>} meanings */
function apart(meanings) {
  const names = Object.keys(meanings);
  for (const [eye, matrix] of Object.entries(EYES)) {
    names.forEach((one, k) => names.slice(k + 1).forEach((other) => {
      const found = distance(meanings[one], meanings[other], matrix);
      assert.ok(found >= LEAST, `${one} and ${other}, ${eye}: ${found.toFixed(0)}`);
    }));
  }
}

test("the measure: black and white are 100 apart, G and D as the specification has them", () => {
  assert.ok(Math.abs(distance([0, 0, 0], [255, 255, 255], EYES.usual) - 100) < 0.1);
  const found = Object.values(EYES).map((eye) => Math.round(distance(G, D, eye)));
  assert.deepEqual(found, [133, 120, 136, 104]);
});

for (const theme of ["light", "dark"]) {
  const ink = themed(theme, "textColor");
  const paper = themed(theme, "backgroundColor");

  test(`fakes and G, D, reals and the empty plane in the ${theme} theme`, () => apart({ G, D, ink, paper }));

  test(`first and second votes of a class in the ${theme} theme`, () => {
    const css = text("classroom/frontend/class.css");
    const first = rgb(/** @type {RegExpExecArray} */ (/--first: (#\w{6})/.exec(css))[1]);
    assert.match(css, /--second: var\(--text\)/);
    apart({ first, second: ink, paper });
  });
}

test("style sheets and charts have the colours of G and D that the pictures have", () => {
  const hex = (/** @type {number[]} */ colour) => `#${colour.map((c) => c.toString(16).padStart(2, "0")).join("")}`;
  for (const path of ["lab/frontend/lab.css", "shared/theme.py", "learn/frontend/learn.css"]) {
    for (const colour of [G, D]) assert.ok(text(path).includes(hex(colour)), `${path} ${hex(colour)}`);
  }
});
