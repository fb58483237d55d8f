// Where the current image stands: in its tab, or in a narrow window above all of them, where it stays in
// sight while the page is scrolled to the sliders below.

/** @import { Find } from "./elements.js" */

const NARROW_PX = 640; // as in narrow.css

/** @param {Find} find */
export function createCurrentPlace(find) {
  const box = find(".current-box"), pinned = find(".pinned");
  /** @type {Element | null} */
  let slot = null; // of the open tab
  let isNarrow = false;

  function place() {
    const wanted = isNarrow ? pinned : slot;
    if (wanted && box.parentElement !== wanted) wanted.append(box);
  }
  const observer = new ResizeObserver(([{ contentRect }]) => {
    isNarrow = contentRect.width <= NARROW_PX;
    place();
  });
  observer.observe(find(".latent-canvas"));
  return {
    /** @param {Element} panel of the tab that is open now */
    in(panel) {
      slot = panel.querySelector(".current-slot");
      place();
    },
    stop: () => observer.disconnect(),
  };
}
