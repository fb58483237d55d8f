/**
 * Counter-based random numbers: Threefry2x32 with 20 rounds (Salmon et al., SC 2011).
 *
 * A number is a pure function of (seed, stream, counter, index), so data, z and noise never disturb
 * each other, nothing has to be stored to rewind, and gan_core/flat/draws.py draws the same bits.
 */

/** Each purpose has its own stream; the counter is the number of updates of D or of G so far. */
export const STREAM = Object.freeze({
  init_G: 0,
  init_D: 1,
  real: 2, // reals for an update of D
  z_D: 3, // z of the fakes shown to D in its update
  z_G: 4, // z for an update of G
  noise_real: 5, // instance noise in D's update
  noise_fake: 6,
  gp: 7, // t of the gradient penalty
  real_G: 8, // reals that the relativistic loss of G compares with
  noise_G: 9, // instance noise on G's fakes in its own update
  noise_real_G: 10,
  fixed_z: 11, // the z that are shown all along
  reference: 12, // reals and held-out reals for scores and pictures
});

const PARITY = 0x1bd11bda;
const pair = new Uint32Array(2); // the two words of the latest block

/**
 * The block of two words for a key and a counter, left in `pair`.
 * @param {number} seed @param {number} stream @param {number} counter @param {number} index
 */
function block(seed, stream, counter, index) {
  const k0 = seed | 0;
  const k1 = stream | 0;
  const k2 = PARITY ^ k0 ^ k1;
  let a = (counter + k0) | 0;
  let b = (index + k1) | 0;
  a = (a + b) | 0; b = ((b << 13) | (b >>> 19)) ^ a;
  a = (a + b) | 0; b = ((b << 15) | (b >>> 17)) ^ a;
  a = (a + b) | 0; b = ((b << 26) | (b >>> 6)) ^ a;
  a = (a + b) | 0; b = ((b << 6) | (b >>> 26)) ^ a;
  a = (a + k1) | 0; b = (b + k2 + 1) | 0;
  a = (a + b) | 0; b = ((b << 17) | (b >>> 15)) ^ a;
  a = (a + b) | 0; b = ((b << 29) | (b >>> 3)) ^ a;
  a = (a + b) | 0; b = ((b << 16) | (b >>> 16)) ^ a;
  a = (a + b) | 0; b = ((b << 24) | (b >>> 8)) ^ a;
  a = (a + k2) | 0; b = (b + k0 + 2) | 0;
  a = (a + b) | 0; b = ((b << 13) | (b >>> 19)) ^ a;
  a = (a + b) | 0; b = ((b << 15) | (b >>> 17)) ^ a;
  a = (a + b) | 0; b = ((b << 26) | (b >>> 6)) ^ a;
  a = (a + b) | 0; b = ((b << 6) | (b >>> 26)) ^ a;
  a = (a + k0) | 0; b = (b + k1 + 3) | 0;
  a = (a + b) | 0; b = ((b << 17) | (b >>> 15)) ^ a;
  a = (a + b) | 0; b = ((b << 29) | (b >>> 3)) ^ a;
  a = (a + b) | 0; b = ((b << 16) | (b >>> 16)) ^ a;
  a = (a + b) | 0; b = ((b << 24) | (b >>> 8)) ^ a;
  a = (a + k1) | 0; b = (b + k2 + 4) | 0;
  a = (a + b) | 0; b = ((b << 13) | (b >>> 19)) ^ a;
  a = (a + b) | 0; b = ((b << 15) | (b >>> 17)) ^ a;
  a = (a + b) | 0; b = ((b << 26) | (b >>> 6)) ^ a;
  a = (a + b) | 0; b = ((b << 6) | (b >>> 26)) ^ a;
  a = (a + k2) | 0; b = (b + k0 + 5) | 0;
  pair[0] = a;
  pair[1] = b;
}

/**
 * Two words of 32 bits; for the test against the published vectors.
 * @param {number} seed @param {number} stream @param {number} counter @param {number} index
 * @returns {[number, number]}
 */
export function words(seed, stream, counter, index) {
  block(seed, stream, counter, index);
  return [pair[0], pair[1]];
}

/**
 * Uniform numbers in (0, 1), (word + 1/2) / 2^32, exact in double precision; number 2i and 2i + 1
 * come from block i.
 * @param {Float64Array} out @param {number} count how many of `out` to fill
 * @param {number} seed @param {number} stream @param {number} counter
 */
export function uniforms(out, count, seed, stream, counter) {
  for (let i = 0; i < count; i += 2) {
    block(seed, stream, counter, i >>> 1);
    out[i] = (pair[0] + 0.5) / 4294967296;
    if (i + 1 < count) out[i + 1] = (pair[1] + 0.5) / 4294967296;
  }
}

/**
 * Standard normal numbers by Box and Muller; number 2i and 2i + 1 come from block i.
 * @param {Float64Array} out @param {number} count how many of `out` to fill
 * @param {number} seed @param {number} stream @param {number} counter
 */
export function normals(out, count, seed, stream, counter) {
  for (let i = 0; i < count; i += 2) {
    block(seed, stream, counter, i >>> 1);
    const radius = Math.sqrt(-2 * Math.log((pair[0] + 0.5) / 4294967296));
    const angle = (2 * Math.PI * (pair[1] + 0.5)) / 4294967296;
    out[i] = radius * Math.cos(angle);
    if (i + 1 < count) out[i + 1] = radius * Math.sin(angle);
  }
}
