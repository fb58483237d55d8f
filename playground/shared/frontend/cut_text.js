// Text that does not fit ends in an ellipsis (by the shared style), and its title says all of it.

const MAY_BE_CUT = 'input[role="combobox"], [role="option"] > div';

/**
 * The title that an element's text needs: the whole text where it is cut, none where it fits.
 * @param {{ text: string, needed: number, room: number }} measured
 * @returns {string}
 */
export function titleFor({ text, needed, room }) {
  return needed > room ? text : "";
}

/** @returns {() => void} stops it */
export function titleCutText() {
  const events = ["pointerover", "keyup"];
  for (const name of events) document.addEventListener(name, measure, { capture: true, passive: true });
  return () => {
    for (const name of events) document.removeEventListener(name, measure, { capture: true });
  };
}

/** @param {Event} event */
function measure({ target }) {
  if (!(target instanceof HTMLElement) || !target.matches(MAY_BE_CUT)) return;
  const text = target instanceof HTMLInputElement ? target.value : target.innerText;
  target.title = titleFor({ text, needed: target.scrollWidth, room: target.clientWidth });
}
