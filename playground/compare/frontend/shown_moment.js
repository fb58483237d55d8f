// Which moment the timeline shows, for the curves beside it, while it is dragged.

/** @typedef {CustomEvent<number | null>} Shown the place on the axis; null for the newest */

const shown = new EventTarget();

/** @param {number | null} place */
export const announce = (place) => { shown.dispatchEvent(new CustomEvent("moment", { detail: place })); };

/**
 * @param {(place: number | null) => void} listener
 * @returns {() => void} ends it
 */
export function follow(listener) {
  const heard = (/** @type {Event} */ event) => listener(/** @type {Shown} */ (event).detail);
  shown.addEventListener("moment", heard);
  return () => shown.removeEventListener("moment", heard);
}
