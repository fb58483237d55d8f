// Something that may be put off for a moment.

/**
 * `later` runs it within `milliseconds`, `now` runs it at once where it has been put off.
 * @param {() => void} run
 * @param {number} milliseconds
 */
export function createDeferred(run, milliseconds) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  function now() {
    if (timer === undefined) return;
    stop();
    run();
  }
  function stop() {
    clearTimeout(timer);
    timer = undefined;
  }
  return {
    now,
    stop,
    later() { timer ??= setTimeout(now, milliseconds); },
  };
}
