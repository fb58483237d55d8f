// Pointer moves as differences; a press without a move is a click.

const CLICK_PX = 3; // a press that moves less is a click
const TAP_PX = 10; // the same of a finger

/**
 * Whether a finger that has moved so far drags: where a swipe up or down scrolls the page, it begins sideways.
 * @param {number} dx CSS pixels
 * @param {number} dy
 */
export function isSideways(dx, dy) {
  return Math.abs(dx) > TAP_PX && Math.abs(dx) > Math.abs(dy);
}

/**
 * @param {HTMLElement} element
 * @param {object} on
 * @param {() => void} on.start
 * @param {(dx: number, dy: number) => void} on.move CSS pixels
 * @param {(x: number, y: number) => void} [on.click] CSS pixels from the element's corner
 */
export function onPointerDrag(element, { start, move, click }) {
  /** @type {{ id: number, x: number, y: number, isDrag: boolean } | null} */
  let press = null;
  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || press) return; // a second finger does nothing
    press = { id: event.pointerId, x: event.clientX, y: event.clientY, isDrag: false };
    element.setPointerCapture(event.pointerId);
    start();
  });
  element.addEventListener("pointermove", (event) => {
    if (press?.id !== event.pointerId) return;
    const [dx, dy] = [event.clientX - press.x, event.clientY - press.y];
    const mayScroll = event.pointerType === "touch" && getComputedStyle(element).touchAction !== "none";
    if (!press.isDrag && !(mayScroll ? isSideways(dx, dy) : Math.hypot(dx, dy) > CLICK_PX)) return;
    press = { ...press, x: event.clientX, y: event.clientY, isDrag: true };
    move(dx, dy);
  });
  element.addEventListener("pointerup", (event) => {
    if (press?.id !== event.pointerId) return;
    const isClick = !press.isDrag && Math.hypot(event.clientX - press.x, event.clientY - press.y) <= TAP_PX;
    press = null;
    if (isClick) click?.(event.offsetX, event.offsetY);
  });
  element.addEventListener("pointercancel", (event) => { if (press?.id === event.pointerId) press = null; });
}
