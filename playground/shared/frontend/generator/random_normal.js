/**
 * z from seeds, the same as in Python: numpy's RandomState, whose output numpy has frozen.
 *
 * MT19937 (Matsumoto and Nishimura 1998), doubles of 53 bits of two words, and the polar method
 * (Marsaglia and Bray 1964), which makes two normal numbers at a time.
 */

const WORDS = 624, MIDDLE = 397;
const UPPER = 0x80000000, LOWER = 0x7fffffff;
const TWIST = 0x9908b0df;

export const MAX_SEED = 2 ** 32 - 1;

const state = new Uint32Array(WORDS); // of the seed at hand; filled anew for each
let next = WORDS;

/** @param {number} seed */
function start(seed) {
  state[0] = seed;
  for (let k = 1; k < WORDS; k++) {
    state[k] = Math.imul(1812433253, state[k - 1] ^ (state[k - 1] >>> 30)) + k;
  }
  next = WORDS;
}

function twist() {
  for (let k = 0; k < WORDS; k++) {
    const joined = (state[k] & UPPER) | (state[(k + 1) % WORDS] & LOWER);
    state[k] = state[(k + MIDDLE) % WORDS] ^ (joined >>> 1) ^ (joined & 1 ? TWIST : 0);
  }
  next = 0;
}

/** 32 random bits. */
function word() {
  if (next === WORDS) twist();
  let bits = state[next++];
  bits ^= bits >>> 11;
  bits ^= (bits << 7) & 0x9d2c5680;
  bits ^= (bits << 15) & 0xefc60000;
  return (bits ^ (bits >>> 18)) >>> 0;
}

/** Uniform in [0, 1). */
function uniform() {
  const high = word() >>> 5, low = word() >>> 6;
  return (high * 67108864 + low) / 9007199254740992;
}

/**
 * A standard normal z.
 * @param {number} seed a whole number from 0 to MAX_SEED
 * @param {number} length of z
 * @returns {Float32Array}
 */
export function zFromSeed(seed, length) {
  if (!Number.isInteger(seed) || seed < 0 || seed > MAX_SEED) {
    throw new RangeError(`A seed is a whole number from 0 to ${MAX_SEED}, not ${seed}.`);
  }
  start(seed);
  const z = new Float32Array(length);
  for (let k = 0; k < length; k += 2) {
    let x, y, square;
    do {
      x = 2 * uniform() - 1;
      y = 2 * uniform() - 1;
      square = x * x + y * y;
    } while (square >= 1 || square === 0);
    const factor = Math.sqrt((-2 * Math.log(square)) / square);
    z[k] = factor * y;
    if (k + 1 < length) z[k + 1] = factor * x;
  }
  return z;
}
