// What the browser's generator answers, for tests and benchmarks in node and in Chromium alike.

/**
 * @param {Record<string, any>} modules of playground/shared/frontend/generator, by name
 * @param {{ network: string, file: string, first: number, count: number, wantsFast?: boolean }} job file in base64
 * @returns {{ pixels?: string, times?: number[], loading?: number, error?: string }} pixels in base64
 */
export function answer(modules, job) {
  const { Generator } = modules.generator, { inARow, latentOf } = modules.keyframes;
  const began = performance.now();
  try {
    const options = job.wantsFast === undefined ? {} : { wantsFast: job.wantsFast };
    const generator = new Generator(JSON.parse(job.network), bytes(job.file).buffer, options);
    const loading = performance.now() - began, times = [], drawn = [];
    for (let seed = job.first; seed < job.first + job.count; seed++) {
      const key = { seeds: [[seed, 1]], edits: [], directions: [], classes: [], truncation: null, scale: 1 };
      const start = performance.now();
      const { z, c } = inARow([latentOf(key, generator.network)]);
      drawn.push(generator.images(z, c));
      times.push(performance.now() - start);
    }
    return { pixels: base64(drawn), times, loading };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { error: error.message };
  }
}

function bytes(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

function base64(parts) {
  return btoa(parts.map((part) => Array.from(part, (byte) => String.fromCharCode(byte)).join("")).join(""));
}
