// Elements of the page: found once, and changed only where something differs.

/** @typedef {<E extends Element = HTMLElement>(selector: string, type?: new () => E) => E} Find */

/**
 * Finds elements below `root` that stand for as long as the page does. Each is looked up once: a lookup at
 * every move of a drag would search hundreds of elements. With `type`, it is an element of that type.
 * @param {ParentNode} root
 * @returns {Find}
 */
export function finder(root) {
  /** @type {Map<string, Element>} */
  const known = new Map();
  return (selector, type) => {
    const element = known.get(selector) ?? root.querySelector(selector);
    if (!element || (type && !(element instanceof type))) throw new Error(`The page has no ${selector} as expected.`);
    known.set(selector, element);
    return /** @type {any} */ (element);
  };
}

/**
 * The element that an event concerns, or null: `selector` names it or something around it.
 * @param {Event} event
 * @param {string} selector
 * @returns {HTMLElement | null}
 */
export function closest(event, selector) {
  return event.target instanceof Element ? event.target.closest(selector) : null;
}

/**
 * A button with a text.
 * @param {string} text
 * @param {(event: MouseEvent) => void} [onClick]
 */
export function textButton(text, onClick) {
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: text });
  if (onClick) button.addEventListener("click", onClick);
  return button;
}

/**
 * Exactly `count` children in `holder`: what is too much goes, what lacks is made.
 * @param {Element} holder
 * @param {number} count
 * @param {(index: number) => Element} make
 */
export function setCount(holder, count, make) {
  while (holder.childElementCount > count) holder.lastElementChild?.remove();
  while (holder.childElementCount < count) holder.append(make(holder.childElementCount));
}
