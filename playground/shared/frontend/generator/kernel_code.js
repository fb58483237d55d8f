/**
 * The inner loops of the engine in WebAssembly with 128-bit vectors; kernel_plain.js says what they compute.
 *
 * A tile is some output pixels of one row by some output channels, all held in registers while the loops go
 * over what the pixels see: one number of an input pixel times a vector of weights.
 */

import { body, F32, I32, moduleBytes, V128, wasm } from "./wasm_bytes.js";

/** Shapes of a tile: pixels by vectors of four channels. Four pixels for maps, one for vectors and narrow maps. */
export const TILES = Object.freeze([[4, 2], [4, 1], [1, 4], [1, 1]]);
const UNROLLED = 4; // input channels at a time, a multiple of which every map has
const VECTOR = 16; // bytes

// The parameters, in the order in which kernel_plain.js explains them.
const A = 0, A_PIXEL = 1, A_ROW = 2, ROWS = 3, COLUMNS = 4, K_ROWS = 5, K_RUN = 6, K_ROW = 7;
const WEIGHTS = 8, BIAS = 9, OUT = 10, OUT_PIXEL = 11, OUT_ROW = 12, COUNT = 13, SLOPE = 14;
const PARAMETERS = [...Array(SLOPE).fill(I32), F32];
// and the locals after them
const Y = 15, X = 16, ROW_A = 17, ROW_OUT = 18, WINDOW = 19, AT = 20, END = 21, K = 22, WEIGHT = 23;
const PIXELS = 24; // places of the tile's pixels, one local each

const { get, set, constant, loop, block, jump, jumpIf } = wasm;

/** @param {number} local @param {number[]} by */
const advance = (local, by) => [...get(local), ...by, ...wasm.add, ...set(local)];
/** @param {number} local one less, and back to the start of the loop unless that is 0 */
const countDown = (local) => [
  ...get(local), ...constant(1), ...wasm.subtract, ...set(local), ...get(local), ...jumpIf(0),
];

/** The module, ready to be compiled. */
export function kernelBytes() {
  return moduleBytes(PARAMETERS, Object.fromEntries(
    TILES.map(([pixels, vectors]) => [`p${pixels}v${vectors}`, tileFunction(pixels, vectors)]),
  ));
}

/**
 * @param {number} pixels of a tile
 * @param {number} vectors of a tile
 */
function tileFunction(pixels, vectors) {
  const sums = PIXELS + pixels, slope = sums + pixels * vectors, loaded = slope + 1, value = loaded + vectors;
  const each = (/** @type {number} */ count, /** @type {(k: number) => number[]} */ code) =>
    Array.from({ length: count }, (_, k) => code(k)).flat();
  const sum = (/** @type {number} */ pixel, /** @type {number} */ vector) => sums + pixel * vectors + vector;

  const multiply = each(UNROLLED, (k) => [
    ...each(vectors, (v) => [...get(WEIGHT), ...wasm.loadVector((k * vectors + v) * VECTOR), ...set(loaded + v)]),
    ...each(pixels, (pixel) => [
      ...get(PIXELS + pixel), ...wasm.loadSplat(4 * k), ...set(value),
      ...each(vectors, (v) => [
        ...get(value), ...get(loaded + v), ...wasm.multiplyVectors,
        ...get(sum(pixel, v)), ...wasm.addVectors, ...set(sum(pixel, v)),
      ]),
    ]),
  ]);
  const alongRun = loop(
    multiply,
    advance(WEIGHT, constant(UNROLLED * vectors * VECTOR)),
    each(pixels, (pixel) => advance(PIXELS + pixel, constant(4 * UNROLLED))),
    get(PIXELS), get(END), wasm.isBelow, jumpIf(0),
  );
  const overWindow = loop(
    get(WINDOW), set(PIXELS),
    each(pixels - 1, (pixel) => [...get(PIXELS + pixel), ...get(A_PIXEL), ...wasm.add, ...set(PIXELS + pixel + 1)]),
    get(WINDOW), get(K_RUN), wasm.add, set(END),
    alongRun,
    advance(WINDOW, get(K_ROW)),
    countDown(K),
  );
  const store = each(pixels, (pixel) => [
    ...each(vectors, (v) => [
      ...get(AT),
      ...get(sum(pixel, v)), ...wasm.zeroVector, ...wasm.largerOf,
      ...get(sum(pixel, v)), ...wasm.zeroVector, ...wasm.smallerOf, ...get(slope), ...wasm.multiplyVectors,
      ...wasm.addVectors, ...wasm.storeVector(v * VECTOR),
    ]),
    ...advance(AT, get(OUT_PIXEL)),
  ]);
  const last = [...get(COLUMNS), ...constant(pixels), ...wasm.subtract];
  const alongRow = block(loop(
    each(pixels * vectors, (k) => [...get(BIAS), ...wasm.loadVector((k % vectors) * VECTOR), ...set(sums + k)]),
    get(ROW_A), get(X), get(A_PIXEL), wasm.multiply, wasm.add, set(WINDOW),
    get(WEIGHTS), set(WEIGHT), get(K_ROWS), set(K),
    overWindow,
    get(ROW_OUT), get(X), get(OUT_PIXEL), wasm.multiply, wasm.add, set(AT),
    store,
    advance(X, constant(pixels)),
    get(X), get(COLUMNS), wasm.isAtLeast, jumpIf(1),
    last, get(X), get(X), last, wasm.isAbove, wasm.select, set(X), // the last tile ends with the row
    jump(0),
  ));
  const code = [
    ...get(SLOPE), ...wasm.splat, ...set(slope),
    ...loop(
      get(ROWS), set(Y), get(A), set(ROW_A), get(OUT), set(ROW_OUT),
      loop(
        constant(0), set(X),
        alongRow,
        advance(ROW_A, get(A_ROW)), advance(ROW_OUT, get(OUT_ROW)),
        countDown(Y),
      ),
      get(WEIGHT), set(WEIGHTS),
      advance(BIAS, constant(vectors * VECTOR)),
      advance(OUT, constant(vectors * VECTOR)),
      countDown(COUNT),
    ),
  ];
  const vectorLocals = pixels * vectors + 1 + vectors + 1;
  return body([...Array(PIXELS + pixels - Y).fill(I32), ...Array(vectorLocals).fill(V128)], code);
}
