/**
 * The inner loops of the engine in JavaScript, for browsers without WebAssembly's vectors; also what the tests
 * hold kernel_code.js to.
 *
 * A call computes `count` groups of 4 * vectors output channels for every pixel of a map: the bias, plus the sum
 * over a window of the input, then max(y, 0) + slope min(y, 0). Places and steps are bytes in one memory of
 * float32; a window is `kRows` runs of `kRun` bytes, `kRow` apart. The weights of a group lie together, input
 * after input, each with the group's channels.
 */

/**
 * @typedef {(a: number, aPixel: number, aRow: number, rows: number, columns: number, kRows: number, kRun: number,
 *   kRow: number, weights: number, bias: number, out: number, outPixel: number, outRow: number, count: number,
 *   slope: number) => void} TileFunction
 */

/**
 * @param {Float32Array} memory
 * @param {number} vectors of four channels in a group
 * @returns {TileFunction}
 */
export function plainKernel(memory, vectors) {
  const lanes = 4 * vectors, sums = new Float64Array(lanes);
  return (a, aPixel, aRow, rows, columns, kRows, kRun, kRow, weights, bias, out, outPixel, outRow, count, slope) => {
    const inputs = kRun / 4;
    let group = weights / 4;
    for (let index = 0; index < count; index++, group += kRows * inputs * lanes) {
      const shift = index * lanes;
      for (let y = 0; y < rows; y++) {
        for (let x = 0; x < columns; x++) {
          for (let lane = 0; lane < lanes; lane++) sums[lane] = memory[bias / 4 + shift + lane];
          let weight = group;
          for (let k = 0; k < kRows; k++) {
            const from = (a + y * aRow + x * aPixel + k * kRow) / 4;
            for (let j = 0; j < inputs; j++) {
              const value = memory[from + j];
              for (let lane = 0; lane < lanes; lane++) sums[lane] += value * memory[weight++];
            }
          }
          const at = (out + y * outRow + x * outPixel) / 4 + shift;
          for (let lane = 0; lane < lanes; lane++) {
            const sum = sums[lane];
            memory[at + lane] = sum > 0 ? sum : slope * sum;
          }
        }
      }
    }
  };
}
