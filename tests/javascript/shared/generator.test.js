import assert from "node:assert/strict";
import test from "node:test";

import { Generator } from "../../../playground/shared/frontend/generator/generator.js";
import { createKernel } from "../../../playground/shared/frontend/generator/kernel.js";
import { below, quantile } from "../../../playground/shared/frontend/generator/normal_distribution.js";
import { zFromSeed } from "../../../playground/shared/frontend/generator/random_normal.js";
import { BadGenerator } from "../../../playground/shared/frontend/generator/safetensors.js";

/** @typedef {Record<string, { shape: number[], values: number[] }>} Weights */

/**
 * A safetensors file.
 * @param {Weights} weights
 * @param {(header: Record<string, any>) => unknown} [change] of the header before it is written
 */
function fileOf(weights, change = (header) => header) {
  /** @type {Record<string, any>} */
  const header = Object.create(null); // in which __proto__ is a name like any other
  header.__metadata__ = { format: "gan-playground generator 1", about: "<script>alert(1)</script>" };
  /** @type {number[]} */
  const numbers = [];
  for (const [name, { shape, values }] of Object.entries(weights)) {
    const from = 4 * numbers.length;
    for (const value of values) numbers.push(value);
    header[name] = { dtype: "F32", shape, data_offsets: [from, 4 * numbers.length] };
  }
  const text = new TextEncoder().encode(JSON.stringify(change(header)));
  const length = new Uint8Array(new BigUint64Array([BigInt(text.length)]).buffer);
  return new Uint8Array([...length, ...text, ...new Uint8Array(Float32Array.from(numbers).buffer)]).buffer;
}

/** z of two numbers, an image of 2 x 2 pixels: pixel k is tanh(w_k . z + k / 10). @type {Weights} */
const weights = {
  "dense.weight": { shape: [4, 2], values: [0.5, -1, 0.25, 0, -0.5, 2, 1, 1] },
  "dense.bias": { shape: [4], values: [0, 0.1, 0.2, 0.3] },
};
const network = {
  format: "gan-playground network 1", z_dim: 2, num_classes: 0, channels: 1, image_size: 2, range: [-1, 1],
  steps: [
    { op: "linear", weight: "dense.weight", bias: "dense.bias" },
    { op: "to_map", channels: 1, height: 2, width: 2, channels_last: false },
    { op: "tanh" },
  ],
};
const conv = { op: "conv", weight: "conv.weight", bias: null, stride: 1, pad: [1, 1, 1, 1] };

test("an image is what the description says", () => {
  const z = [0.3, -0.7], { values } = weights["dense.weight"];
  const expected = [0, 1, 2, 3].map((k) =>
    Math.round((Math.tanh(values[2 * k] * z[0] + values[2 * k + 1] * z[1] + k / 10) + 1) * 127.5));
  for (const isFast of [true, false]) {
    const pixels = new Generator(network, fileOf(weights), { wantsFast: isFast }).images(Float32Array.from(z), null);
    assert.deepEqual([...pixels], expected);
  }
});

test("the fast inner loops compute what the plain ones do", () => {
  assert.ok(createKernel(8).isFast);
  const numbers = Float32Array.from({ length: 4000 }, (_, k) => Math.sin(k * k));
  for (const [pixels, vectors] of [[4, 2], [4, 1], [1, 4], [1, 1]]) {
    const columns = pixels === 4 ? 7 : 3;
    const results = [true, false].map((isFast) => {
      const { memory, tile } = createKernel(40_000, isFast);
      memory.set(numbers);
      // 3 rows; windows of 2 x 8 numbers; two groups of channels; output from number 6000 on
      tile(pixels, vectors)(0, 16, 160, 3, columns, 2, 32, 160, 4000, 8000, 24_000, 128, 1024, 2, 0.2);
      return [...memory.slice(6000, 10_000)];
    });
    assert.ok(results[0].some((value) => value !== 0));
    results[0].forEach((value, k) => assert.ok(Math.abs(value - results[1][k]) < 1e-4, `${pixels}x${vectors} at ${k}`));
  }
});

test("seeds are numpy's", () => {
  // numpy.random.RandomState(seed).standard_normal(3)
  assert.deepEqual([...zFromSeed(0, 3)], [1.764052345967664, 0.4001572083672233, 0.9787379841057392].map(Math.fround));
  assert.deepEqual(zFromSeed(7, 3), zFromSeed(7, 9).slice(0, 3));
  for (const seed of [-1, 0.5, 2 ** 32, NaN]) assert.throws(() => zFromSeed(seed, 3), /A seed is a whole number/);
});

test("the normal distribution and its inverse", () => {
  assert.equal(below(0), 0.5);
  assert.ok(Math.abs(below(1.959963984540054) - 0.975) < 1e-15);
  assert.ok(Math.abs(below(-6) / 9.865876450376946e-10 - 1) < 1e-12);
  for (let x = -8; x < 5.5; x += 0.37) assert.ok(Math.abs(quantile(below(x)) - x) < 1e-9, String(x));
});

const INFINITE_HALVES = new Float32Array(Uint16Array.of(0x7c00, 0x7c00).buffer)[0]; // two numbers in the bits of one
/** @type {Record<string, [any, ArrayBuffer]>} */
const hostile = {
  "an empty file": [network, new ArrayBuffer(0)],
  "a header of 2^60 bytes": [network, new Uint8Array([0, 0, 0, 0, 0, 0, 0, 16, 123]).buffer],
  "half a file": [network, fileOf(weights).slice(0, -8)],
  "a header that is no JSON": [network, new Uint8Array([4, 0, 0, 0, 0, 0, 0, 0, 123, 123, 123, 123]).buffer],
  "a header that is a list": [network, fileOf(weights, () => [1])],
  "no header at all": [network, fileOf(weights, () => null)],
  "offsets beyond the file": [network, changed((entry) => { entry.data_offsets = [1e9, 1e9 + 32]; })],
  "negative offsets": [network, changed((entry) => { entry.data_offsets = [-32, 0]; })],
  "a shape that does not fit": [network, changed((entry) => { entry.shape = [4, 2 ** 40]; })],
  "an unknown type of numbers": [network, changed((entry) => { entry.dtype = "__proto__"; })],
  "NaN among the weights": [network, fileOf({ ...weights, extra: { shape: [1], values: [NaN] } })],
  "weights that are missing": [network, fileOf({})],
  "no description": [null, fileOf(weights)],
  "a description of another version": [{ ...network, format: "2" }, fileOf(weights)],
  "an operation of Object.prototype": [withSteps([{ op: "constructor" }]), fileOf(weights)],
  "no steps": [withSteps([]), fileOf(weights)],
  "a thousand steps": [withSteps(Array(1000).fill({ op: "tanh" })), fileOf(weights)],
  "a step that is no object": [withSteps([null]), fileOf(weights)],
  "another size": [{ ...network, image_size: 3 }, fileOf(weights)],
  "a huge z": [{ ...network, z_dim: 1e12 }, fileOf(weights)],
  "classes without a place": [{ ...network, num_classes: 3 }, fileOf(weights)],
  "a range of nothing": [{ ...network, range: [1, 1] }, fileOf(weights)],
  "a map that explodes": [
    withSteps([...network.steps.slice(0, 2), ...Array(9).fill({ op: "upsample", factor: 8 })]), fileOf(weights)],
  "a stride of 0": [withConv({ stride: 0 }), fileWithConv()],
  "padding without end": [withConv({ pad: [1e9, 0, 0, 0] }), fileWithConv()],
  "padding that is no list": [withConv({ pad: 3 }), fileWithConv()],
  "a header longer than the file": [network, new Uint8Array([0, 0, 1, 0, 0, 0, 0, 0, 123, 125]).buffer],
  "a header of lists in lists": [network, nestedLists(400_000)],
  "a tensor that is null": [network, fileOf(weights, (header) => ({ ...header, extra: null }))],
  "a shape of words": [network, changed((entry) => { entry.shape = ["4", "2"]; })],
  "offsets that run backwards": [network, changed((entry) => { entry.data_offsets = [32, 0]; })],
  "the same weights under thousands of names": [network, fileOf(weights, (header) => ({
    ...header, ...Object.fromEntries(Array.from({ length: 5000 }, (_, k) => [`copy${k}`, header["dense.weight"]])) }))],
  "infinity in half precision": [network, fileOf({ ...weights, half: { shape: [1], values: [INFINITE_HALVES] } },
    (header) => ({ ...header, half: { ...header.half, dtype: "F16", shape: [2] } }))],
  "weights called __proto__": [withSteps([{ op: "linear", weight: "__proto__", bias: null }]), fileOf(weights)],
  "weights called constructor": [withSteps([{ op: "linear", weight: "constructor", bias: null }]), fileOf(weights)],
  "weights whose name is a list": [
    withSteps([{ op: "linear", weight: ["dense.weight"], bias: null }]), fileOf(weights)],
  "an operation called __proto__": [withSteps([{ op: "__proto__" }]), fileOf(weights)],
  "steps that are no list": [{ ...network, steps: { length: 3, 0: { op: "tanh" } } }, fileOf(weights)],
  "an infinite range": [{ ...network, range: [-1, Infinity] }, fileOf(weights)],
  "a range of words": [{ ...network, range: ["-1", "1"] }, fileOf(weights)],
  "a slope that is a word": [withActivation("0.2"), fileOf(weights)],
  "a slope of NaN": [withActivation(NaN), fileOf(weights)],
  "BatchNorm whose scales become infinite": [withNorm(1e-30), fileWithNorm(3e38)],
  "BatchNorm with an eps that is a list": [withNorm([0.5]), fileWithNorm(1)],
  "one layer again and again, until its copies fill the memory": [
    { ...network, z_dim: 1200, steps: Array(150).fill({ op: "linear", weight: "square", bias: null }) },
    fileOf({ square: { shape: [1200, 1200], values: Array(1200 * 1200).fill(0) } })],
};

for (const [what, [description, file]] of Object.entries(hostile)) {
  test(`refused in one sentence: ${what}`, () => {
    assert.throws(() => new Generator(description, file), (error) => {
      assert.ok(error instanceof BadGenerator, String(error));
      return /^[^\n]{20,120}\.$/.test(error.message) && !error.message.includes("<script>");
    });
  });
}

test("a tensor called __proto__ or constructor is one among others, and metadata are not read", () => {
  const file = fileOf({ ...weights, ["__proto__"]: { shape: [1], values: [1] }, constructor: { shape: [1], values: [1] } });
  assert.equal(new Generator(network, file).images(new Float32Array(2), null).length, 4);
  assert.equal(/** @type {any} */ ({}).shape, undefined);
});

test("latents of another generator are refused", () => {
  const generator = new Generator(network, fileOf(weights));
  assert.throws(() => generator.images(new Float32Array(3), null), BadGenerator);
  assert.throws(() => generator.images(new Float32Array(2), new Float32Array(2)), BadGenerator);
});

/** @param {(entry: any) => void} change of one tensor's entry in the header */
function changed(change) {
  return fileOf(weights, (header) => {
    change(header["dense.weight"]);
    return header;
  });
}

/** @param {number} depth @returns {ArrayBuffer} a file whose header has lists in lists */
function nestedLists(depth) {
  const text = new TextEncoder().encode(`{"a":${"[".repeat(depth)}${"]".repeat(depth)}}`);
  return new Uint8Array([...new Uint8Array(new BigUint64Array([BigInt(text.length)]).buffer), ...text]).buffer;
}

/** @param {unknown} slope */
function withActivation(slope) {
  return withSteps([...network.steps.slice(0, 2), { op: "leaky_relu", slope }]);
}

/** @param {unknown} eps */
function withNorm(eps) {
  const names = { mean: "mean", variance: "variance", weight: "scale", bias: null };
  return withSteps([...network.steps.slice(0, 2), { op: "batch_norm", ...names, eps }, network.steps[2]]);
}

/** @param {number} scale */
function fileWithNorm(scale) {
  const one = (/** @type {number} */ value) => ({ shape: [1], values: [value] });
  return fileOf({ ...weights, mean: one(0), variance: one(0), scale: one(scale) });
}

/** @param {any[]} steps */
function withSteps(steps) {
  return { ...network, steps };
}

/** @param {object} fields */
function withConv(fields) {
  return withSteps([...network.steps.slice(0, 2), { ...conv, ...fields }, network.steps[2]]);
}

function fileWithConv() {
  return fileOf({ ...weights, "conv.weight": { shape: [1, 1, 3, 3], values: Array(9).fill(1) } });
}

test("where a policy forbids WebAssembly, images are drawn without it", () => {
  const { Module } = WebAssembly;
  WebAssembly.Module = /** @type {any} */ (class { constructor() { throw new WebAssembly.CompileError("forbidden"); } });
  try {
    assert.equal(new Generator(network, fileOf(weights)).plan.isFast, false);
  } finally {
    WebAssembly.Module = Module;
  }
  assert.equal(new Generator(network, fileOf(weights)).plan.isFast, true);
});
