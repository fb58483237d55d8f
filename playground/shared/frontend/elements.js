// Making elements and finding those that a component's HTML is known to hold.

/**
 * A new element with its class, or with attributes: a function is a listener, what is false or undefined is left out,
 * and a name with a capital letter, such as className or textContent, is a property.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} name
 * @param {string | Record<string, any>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  if (typeof attributes === "string") made.className = attributes;
  else for (const [key, value] of Object.entries(attributes)) attribute(made, key, value);
  made.append(...children);
  return made;
}

/** @param {HTMLElement} made @param {string} key @param {any} value */
function attribute(made, key, value) {
  if (typeof value === "function") made.addEventListener(key, value);
  else if (/[A-Z]/.test(key)) /** @type {any} */ (made)[key] = value;
  else if (value !== false && value !== undefined) made.setAttribute(key, value === true ? "" : value);
}

/**
 * Text that says what it said is not written again: a change costs a layout, and screen readers speak it.
 * @param {Element} place
 * @param {string} text
 */
export function say(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

/**
 * The first element of this tag below `root` that matches; an error where the HTML lacks it.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {ParentNode} root
 * @param {string} selector "" for any of this tag
 * @param {K} name of its tag, which says its type
 * @returns {HTMLElementTagNameMap[K]}
 */
export function find(root, selector, name) {
  const found = [...root.querySelectorAll(selector || name)].find(({ localName }) => localName === name);
  if (!found) throw new Error(`The page has no ${name} ${selector}.`);
  return /** @type {HTMLElementTagNameMap[K]} */ (found);
}

/**
 * All buttons below `root` that match.
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {HTMLButtonElement[]}
 */
export function buttons(root, selector) {
  return [.../** @type {NodeListOf<HTMLButtonElement>} */ (root.querySelectorAll(selector))];
}
