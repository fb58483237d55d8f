// Pointer moves as differences; a press without a move is a click.

const CLICK_PX = 3; // a press that moves less is a click

/**
 * @param {HTMLElement} element
 * @param {object} on
 * @param {() => void} on.start
 * @param {(dx: number, dy: number) => void} on.move CSS pixels
 * @param {(x: number, y: number) => void} [on.click] CSS pixels from the element's corner
 */
export function onPointerDrag(element, { start, move, click }) {
  /** @type {[number, number] | null} */
  let last = null;
  let distance = 0;
  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    last = [event.clientX, event.clientY];
    distance = 0;
    element.setPointerCapture(event.pointerId);
    start();
  });
  element.addEventListener("pointermove", (event) => {
    if (!last) return;
    const [dx, dy] = [event.clientX - last[0], event.clientY - last[1]];
    distance += Math.abs(dx) + Math.abs(dy);
    last = [event.clientX, event.clientY];
    if (distance > CLICK_PX) move(dx, dy);
  });
  element.addEventListener("pointerup", (event) => {
    if (last && distance <= CLICK_PX) click?.(event.offsetX, event.offsetY);
    last = null;
  });
  element.addEventListener("pointercancel", () => { last = null; });
}
