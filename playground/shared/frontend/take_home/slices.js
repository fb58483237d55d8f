// Many images, drawn a few at a time so that the page stays at hand.

const SLICE_MS = 12;

/** Gives a function that draws items one after the other; a later call ends the one before. */
export function createSlices() {
  let turn = 0;
  /**
   * @template T
   * @param {Iterable<T>} items
   * @param {(item: T) => void} draw
   */
  return async (items, draw) => {
    const own = ++turn;
    let began = performance.now();
    for (const item of items) {
      if (performance.now() - began > SLICE_MS) {
        await new Promise((go) => { setTimeout(go); });
        began = performance.now();
      }
      if (own !== turn) return; // drawn anew in the meantime
      draw(item);
    }
  };
}
