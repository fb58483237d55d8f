// Elements of a page, made and found.

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, any>} [properties] of the element; names with a dash are attributes
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes("-") || name === "role" || name === "for") element.setAttribute(name, value);
    else /** @type {any} */ (element)[name] = value;
  }
  element.append(...children);
  return element;
}

/**
 * @param {ParentNode} root @param {string} selector of an element that is there
 * @returns {any}
 */
export function find(root, selector) {
  const found = root.querySelector(selector);
  if (!found) throw new Error(`The lab's page has no ${selector}.`);
  return found;
}

/** A button of the lab. @param {string} name of the control, for locks @param {string} text @param {() => void} onClick
 * @param {Record<string, any>} [properties] */
export function button(name, text, onClick, properties = {}) {
  const element = make("button", { type: "button", textContent: text, "data-control": name, ...properties });
  element.addEventListener("click", onClick);
  return element;
}

/** Text only where it has changed, so that nothing is laid out anew for nothing.
 * @param {Element} element @param {string} text */
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
