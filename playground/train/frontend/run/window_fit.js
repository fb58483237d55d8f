// Charts, sample grid and timeline take the height that the window has below the header.

const LEAST = 420; // px; a lower window scrolls
const BELOW = 6; // px left free under the timeline

/**
 * @param {number} windowHeight in px
 * @param {number} top of the stage, from the top of the page scrolled up
 * @returns {number} px
 */
export function stageHeight(windowHeight, top) {
  return Math.max(LEAST, Math.floor(windowHeight - top - BELOW));
}

/**
 * Keep the style sheet's --live-stage at the height there is for `stage`.
 * @param {HTMLElement} root where the variable is set
 * @param {HTMLElement} stage
 */
export function fitToWindow(root, stage) {
  const top = stage.getBoundingClientRect().top + scrolledBy(stage);
  const height = `${stageHeight(window.innerHeight, top)}px`;
  if (root.style.getPropertyValue("--live-stage") !== height) root.style.setProperty("--live-stage", height);
}

/** @param {HTMLElement} inner */
function scrolledBy(inner) {
  let scrolled = window.scrollY;
  for (let outer = inner.parentElement; outer && outer !== document.body; outer = outer.parentElement) {
    scrolled += outer.scrollTop;
  }
  return scrolled;
}
