// Play and pause.

const LONGEST_STEP_MS = 100; // a page that was hidden does not jump when it comes back

/** @typedef {ReturnType<typeof createPlayer>} Player */

/**
 * Calls `advance` with the milliseconds gone, at the pace of the screen; the request queue skips what
 * cannot be drawn in time.
 * @param {HTMLElement} button
 * @param {(milliseconds: number) => void} advance
 * @param {() => void} onPause
 */
export function createPlayer(button, advance, onPause) {
  let request = 0, last = 0;

  /** @param {number} time */
  function step(time) {
    const gone = Math.min(LONGEST_STEP_MS, time - last);
    last = time;
    request = requestAnimationFrame(step);
    advance(gone);
  }
  function show() {
    const isPlaying = request !== 0;
    button.classList.toggle("on", isPlaying);
    const [sign, word] = isPlaying ? ["❚❚", "Pause"] : ["▶", "Play"];
    button.innerHTML = `<span aria-hidden="true">${sign}</span> ${word}`;
  }
  function stop() {
    if (!request) return;
    cancelAnimationFrame(request);
    request = 0;
    show();
    onPause();
  }
  button.addEventListener("click", () => {
    if (request) return stop();
    last = performance.now();
    request = requestAnimationFrame(step);
    show();
  });
  return { stop };
}
