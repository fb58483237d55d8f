/**
 * Reads a safetensors file: numbers and a header of JSON, nothing that could be run.
 *
 * The file may come from anybody, so that every size is checked before it is believed.
 */

const MAX_HEADER = 1 << 20; // bytes; ours have 10 kB
const SMALLEST = 2 ** -24; // number of half precision (IEEE 754 binary16) above 0
const BYTES = /** @type {Record<string, number>} */ ({ F16: 2, F32: 4, F64: 8, I64: 8 });

/** @typedef {{ shape: number[], values: Float32Array }} Tensor */

/** What is wrong with a generator, in one sentence. */
export class BadGenerator extends RangeError {}

export function tooLarge() {
  return new BadGenerator("This generator is too large for a browser; python -m gan_core sample draws with its file.");
}

/**
 * The tensors of a file by name, in single precision; whole numbers, which only count batches, are left out.
 * @param {ArrayBuffer} file
 * @returns {Map<string, Tensor>}
 */
export function readSafetensors(file) {
  const { header, start } = readHeader(file);
  /** @type {Map<string, Tensor>} */
  const tensors = new Map();
  let left = file.byteLength - start; // so that no part of the file is read again and again under other names
  for (const [name, entry] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    const { dtype, shape, from, to } = placeOf(entry, file.byteLength - start);
    left -= to - from;
    if (left < 0) throw damaged();
    if (dtype === "I64") continue;
    const values = numbers(dtype, file.slice(start + from, start + to));
    if (!values.every(Number.isFinite)) {
      throw new BadGenerator("This generator has weights that are NaN or infinite; it was not used.");
    }
    tensors.set(name, { shape, values });
  }
  return tensors;
}

function damaged() {
  return new BadGenerator("This is no generator file, or it is damaged; it was not used.");
}

/** @param {ArrayBuffer} file */
function readHeader(file) {
  if (file.byteLength < 8) throw damaged();
  const length = Number(new DataView(file).getBigUint64(0, true));
  if (length > MAX_HEADER || length > file.byteLength - 8) throw damaged();
  let header;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(file.slice(8, 8 + length)));
  } catch {
    throw damaged();
  }
  if (typeof header !== "object" || header === null || Array.isArray(header)) throw damaged();
  return { header: /** @type {Record<string, unknown>} */ (header), start: 8 + length };
}

/**
 * @param {unknown} entry of the header
 * @param {number} room bytes of numbers in the file
 */
function placeOf(entry, room) {
  const { dtype, shape, data_offsets: offsets } = /** @type {any} */ (entry ?? {});
  const isWhole = (/** @type {unknown} */ value) => Number.isSafeInteger(value) && Number(value) >= 0;
  if (!Object.hasOwn(BYTES, dtype) || !Array.isArray(shape) || !shape.every(isWhole)) throw damaged();
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isWhole)) throw damaged();
  const [from, to] = offsets;
  const bytes = shape.reduce((count, side) => count * side, BYTES[dtype]);
  if (to - from !== bytes || to > room) throw damaged();
  return { dtype: /** @type {string} */ (dtype), shape: /** @type {number[]} */ (shape), from, to };
}

/**
 * @param {string} dtype
 * @param {ArrayBuffer} bytes
 */
function numbers(dtype, bytes) {
  if (dtype === "F32") return new Float32Array(bytes);
  if (dtype === "F64") return new Float32Array(new Float64Array(bytes));
  const halves = new Uint16Array(bytes), values = new Float32Array(halves.length);
  const words = new Uint32Array(values.buffer); // the same numbers as bits
  for (let k = 0; k < halves.length; k++) {
    const half = halves[k], sign = (half & 0x8000) << 16, exponent = (half >> 10) & 31, fraction = half & 1023;
    if (exponent === 0) values[k] = (sign ? -fraction : fraction) * SMALLEST;
    else words[k] = sign | ((exponent === 31 ? 255 : exponent + 112) << 23) | (fraction << 13);
  }
  return values;
}
