// Making elements and finding those that a component's HTML is known to hold.

/**
 * A new element.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} name
 * @param {string} [className]
 * @param {string} [text]
 * @returns {HTMLElementTagNameMap[K]}
 */
export function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

/**
 * The first element below `root` that matches; an error where the HTML lacks it.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {ParentNode} root
 * @param {string} selector
 * @param {K} name of its tag, which says its type
 * @returns {HTMLElementTagNameMap[K]}
 */
export function find(root, selector, name) {
  const found = root.querySelector(`${name}${selector}`);
  if (!found) throw new Error(`The page has no ${name}${selector}.`);
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
