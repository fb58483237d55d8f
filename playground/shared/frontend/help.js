// An element's title in a bubble, for those who have no mouse to hover with: on keyboard focus, on a tap, and on a
// long press of what a tap would operate. Screen readers read the title itself.

const LONG_PRESS_MS = 450; // before a browser opens its own menu
const STILL_PX = 10; // a finger that moves further scrolls
const GAP_PX = 8;
const OPERATED = [
  "a[href]", "button", "input", "select", "textarea", "summary", "label", "canvas",
  ...["button", "tab", "option", "slider", "switch", "radio", "checkbox", "menuitem", "combobox", "link"]
    .map((role) => `[role=${role}]`),
].join(",");

/**
 * The innermost element of an event's path that has a title.
 * @param {EventTarget[]} path
 * @returns {Element | null}
 */
export function titledOf(path) {
  const found = path.find((target) => target instanceof Element && target.getAttribute("title")?.trim());
  return /** @type {Element | undefined} */ (found) ?? null;
}

/**
 * Whether a tap operates something between the touched place and the element with the title.
 * @param {EventTarget[]} path
 * @param {Element} titled
 * @returns {boolean}
 */
export function isOperated(path, titled) {
  const inner = path.slice(0, path.indexOf(titled) + 1);
  return inner.some((target) => target instanceof Element && target.matches(OPERATED));
}

/**
 * Where a bubble goes: above its element, or below where there is no room, and inside the window.
 * @param {{ left: number, top: number, bottom: number, width: number }} anchor
 * @param {{ width: number, height: number }} bubble
 * @param {{ width: number }} view
 * @returns {{ left: number, top: number }}
 */
export function place(anchor, bubble, view) {
  const centred = anchor.left + anchor.width / 2 - bubble.width / 2;
  const above = anchor.top - bubble.height - GAP_PX;
  return {
    left: Math.max(GAP_PX, Math.min(centred, view.width - bubble.width - GAP_PX)),
    top: above >= GAP_PX ? above : anchor.bottom + GAP_PX,
  };
}

/**
 * Offer help on the whole page. Paths of events go through the components' open shadow roots.
 * @param {HTMLElement} bubble with popover="manual", so that it lies above everything
 * @returns {() => void} takes it back
 */
export function offerHelp(bubble) {
  const shown = showIn(bubble);
  const press = longPress(shown);
  let byMouse = false;
  /** @type {EventTarget | null} */
  let focused = null;
  /** @type {Record<string, (event: any) => void>} */
  const listeners = {
    pointerdown: (/** @type {PointerEvent} */ event) => {
      byMouse = event.pointerType === "mouse";
      focused = event.composedPath()[0];
      shown.hide();
      press.forget();
      if (!byMouse) press.begin(event);
    },
    pointermove: press.move,
    pointerup: press.end,
    pointercancel: press.forget,
    click: (/** @type {MouseEvent} */ event) => {
      if (press.swallows(event) || byMouse) return;
      const path = event.composedPath(), titled = titledOf(path);
      if (titled && !isOperated(path, titled)) shown.at(titled);
    },
    keydown: () => {
      press.forget();
      shown.hide();
    },
    // Not focusin, which does not leave a component in which the focus only moves on.
    keyup: (/** @type {KeyboardEvent} */ event) => {
      const path = event.composedPath(), titled = titledOf(path);
      if (path[0] === focused) return;
      focused = path[0];
      if (titled && event.key !== "Escape") shown.at(titled);
    },
    focusout: shown.hide,
    scroll: shown.hide,
  };
  const names = Object.keys(listeners);
  for (const name of names) document.addEventListener(name, listeners[name], { capture: true, passive: name !== "click" });
  return () => {
    press.forget();
    shown.hide();
    for (const name of names) document.removeEventListener(name, listeners[name], { capture: true });
  };
}

/** @param {HTMLElement} bubble */
function showIn(bubble) {
  return {
    /** @param {Element} titled */
    at(titled) {
      bubble.textContent = titled.getAttribute("title");
      bubble.showPopover();
      const { left, top } = place(titled.getBoundingClientRect(), bubble.getBoundingClientRect(), {
        width: document.documentElement.clientWidth,
      });
      bubble.style.left = `${left}px`;
      bubble.style.top = `${top}px`;
    },
    hide() { if (bubble.matches(":popover-open")) bubble.hidePopover(); },
  };
}

/** @param {ReturnType<typeof showIn>} shown */
function longPress(shown) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let start = { x: 0, y: 0 }, wasLong = false;
  const end = () => { clearTimeout(timer); };
  return {
    end,
    /** No click of this press is to come: the next one operates what it meets. */
    forget() {
      end();
      wasLong = false;
    },
    /** @param {PointerEvent} event */
    begin(event) {
      const path = event.composedPath(), titled = titledOf(path);
      if (!titled || !isOperated(path, titled)) return;
      start = { x: event.clientX, y: event.clientY };
      timer = setTimeout(() => {
        wasLong = true;
        shown.at(titled);
      }, LONG_PRESS_MS);
    },
    /** @param {PointerEvent} event */
    move(event) {
      if (Math.hypot(event.clientX - start.x, event.clientY - start.y) > STILL_PX) end();
    },
    /**
     * The click that ends a long press asks for help; it operates nothing.
     * @param {MouseEvent} event
     */
    swallows(event) {
      if (!wasLong) return false;
      wasLong = false;
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
  };
}
