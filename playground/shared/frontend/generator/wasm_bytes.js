// The binary format of WebAssembly, as far as kernel_code.js needs it: bytes from instructions.

/** Types of values. */
export const I32 = 0x7f;
export const F32 = 0x7d;
export const V128 = 0x7b;

/**
 * An unsigned whole number as LEB128.
 * @param {number} value
 * @returns {number[]}
 */
export function unsigned(value) {
  const bytes = [];
  do {
    bytes.push((value & 127) | (value > 127 ? 128 : 0));
    value >>>= 7;
  } while (value);
  return bytes;
}

/** @param {number} value from 0 to 8191, as a signed LEB128 of one or two bytes */
const constant = (value) => [0x41, ...(value < 64 ? [value] : [(value & 127) | 128, value >> 7])];
/** @param {number} code of the vector instructions */
const vector = (code) => [0xfd, ...unsigned(code)];
/** @param {number} alignment log2 of bytes @param {number} offset bytes */
const place = (alignment, offset) => [...unsigned(alignment), ...unsigned(offset)];

/** Instructions, by the names that the specification gives them. */
export const wasm = Object.freeze({
  get: (/** @type {number} */ local) => [0x20, ...unsigned(local)],
  set: (/** @type {number} */ local) => [0x21, ...unsigned(local)],
  constant,
  add: [0x6a],
  subtract: [0x6b],
  multiply: [0x6c],
  isBelow: [0x49], // unsigned
  isAbove: [0x4b],
  isAtLeast: [0x4f],
  select: [0x1b],
  /** @param {number[][]} body again, from the start, where a jump(0) in it is taken */
  loop: (...body) => [0x03, 0x40, ...body.flat(), 0x0b],
  /** @param {number[][]} body left by a jump to it */
  block: (...body) => [0x02, 0x40, ...body.flat(), 0x0b],
  jump: (/** @type {number} */ depth) => [0x0c, depth],
  jumpIf: (/** @type {number} */ depth) => [0x0d, depth],
  loadVector: (/** @type {number} */ offset) => [...vector(0x00), ...place(2, offset)],
  loadSplat: (/** @type {number} */ offset) => [...vector(0x09), ...place(2, offset)],
  storeVector: (/** @type {number} */ offset) => [...vector(0x0b), ...place(2, offset)],
  splat: vector(0x13),
  addVectors: vector(0xe4),
  multiplyVectors: vector(0xe6),
  smallerOf: vector(0xea), // pmin
  largerOf: vector(0xeb), // pmax
  zeroVector: [...vector(0x0c), ...Array(16).fill(0)],
});

/** @param {number[]} bytes with their number before them */
const sized = (bytes) => [...unsigned(bytes.length), ...bytes];
/** @param {number[][]} items with their number before them */
const list = (items) => [...unsigned(items.length), ...items.flat()];
/** @param {string} text */
const text = (text) => sized([...text].map((letter) => letter.charCodeAt(0)));
/** @param {number} id @param {number[][]} items */
const section = (id, items) => [id, ...sized(list(items))];

/**
 * A function's locals and instructions.
 * @param {number[]} locals types of those after the parameters
 * @param {number[]} code
 */
export function body(locals, code) {
  return sized([...list(locals.map((type) => [1, type])), ...code, 0x0b]);
}

/**
 * A module that takes its memory from outside (host.memory) and exports functions of one type, without a result.
 * @param {number[]} parameters their types
 * @param {Record<string, number[]>} functions bodies by name
 */
export function moduleBytes(parameters, functions) {
  const names = Object.keys(functions);
  return new Uint8Array([
    0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    ...section(1, [[0x60, ...sized(parameters), 0]]),
    ...section(2, [[...text("host"), ...text("memory"), 0x02, 0x00, 1]]),
    ...section(3, names.map(() => [0])),
    ...section(7, names.map((name, index) => [...text(name), 0x00, index])),
    ...section(10, Object.values(functions)),
  ]);
}
