// A zip of files as they are, uncompressed: photos are compressed already.

const TABLE = Uint32Array.from({ length: 256 }, (_, value) => {
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});
const UTF8 = 0x0800; // of names
const DATE = 0x0021; // 1 January 1980: the same files give the same zip
const LOCAL = 0x04034b50, CENTRAL = 0x02014b50, END = 0x06054b50;
export const MOST_FILES = 65_000, MOST_BYTES = 4_000_000_000; // without the extension zip64

/**
 * The checksum CRC-32 of a zip.
 * @param {Uint8Array} bytes
 */
export function crc32(bytes) {
  let found = 0xffffffff;
  for (const byte of bytes) found = (found >>> 8) ^ TABLE[(found ^ byte) & 255];
  return (found ^ 0xffffffff) >>> 0;
}

/**
 * @param {{ name: string, content: Blob }[]} files names with folders in them, each once
 * @param {(done: number) => void} [progress] files read so far
 * @returns {Promise<Blob>}
 */
export async function zip(files, progress) {
  /** @type {BlobPart[]} */
  const parts = [];
  /** @type {BlobPart[]} */
  const directory = [];
  let place = 0, directorySize = 0;
  for (const [number, { name, content }] of files.entries()) {
    const encoded = new TextEncoder().encode(name);
    const crc = crc32(new Uint8Array(await content.arrayBuffer()));
    const facts = [20, UTF8, 0, 0, DATE, ...words(crc), ...words(content.size), ...words(content.size), encoded.length, 0];
    const local = shorts(...words(LOCAL), ...facts);
    const central = shorts(...words(CENTRAL), 20, ...facts, 0, 0, 0, 0, 0, ...words(place));
    parts.push(local, encoded, content);
    directory.push(central, encoded);
    place += local.length + encoded.length + content.size;
    directorySize += central.length + encoded.length;
    progress?.(number + 1);
  }
  const { length } = files;
  const end = shorts(...words(END), 0, 0, length, length, ...words(directorySize), ...words(place), 0);
  return new Blob([...parts, ...directory, end], { type: "application/zip" });
}

/** @param {number} value of 32 bits, as two of 16, the lower first */
function words(value) {
  return [value & 0xffff, value >>> 16];
}

/** @param {number[]} values of 16 bits, little-endian */
function shorts(...values) {
  const bytes = new Uint8Array(2 * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => view.setUint16(2 * index, value, true));
  return bytes;
}
