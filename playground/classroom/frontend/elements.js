// Making elements and asking the routes of a class.

import { api } from "../../shared/frontend/api.js";

/**
 * A new element with attributes and children; a function is a listener, false leaves an attribute out.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} name
 * @param {Record<string, string | boolean | ((event: Event) => void)>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(key, value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

/**
 * Text that says what it said is not written again, so that readers do not speak it again.
 * @param {HTMLElement} place
 * @param {string} text
 */
export function say(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

/**
 * A field with a link to hand out, and a button that copies it: without the clipboard, which a page over plain http
 * does not have, it selects the link and uses the browser's old command.
 * @param {string} label
 * @param {string} link
 */
export function copyField(label, link) {
  const field = element("input", { type: "text", readonly: true, value: link, "aria-label": label });
  const done = element("span", { role: "status", class: "copied" });
  field.addEventListener("focus", () => field.select());
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link);
      say(done, "copied");
    } catch {
      field.focus();
      field.select();
      say(done, document.execCommand("copy") ? "copied" : "press Ctrl+C or ⌘C");
    }
  };
  return element("div", { class: "copy" }, field, element("button", { type: "button", click: copy }, "Copy"), done);
}

/**
 * Ask a route of a class; its error is a sentence.
 * @param {string} path below /api/class/, or "" for a new class
 * @param {{ method?: string, token?: string, body?: unknown }} [options]
 * @returns {Promise<Response>}
 */
export async function ask(path, { method = "GET", token = "", body } = {}) {
  let reply;
  try {
    reply = await fetch(api(path ? `class/${path}` : "class"), {
      method, cache: "no-store",
      headers: token ? { "X-Class-Token": token } : {},
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Error("The server does not answer; try again in a moment.");
  }
  if (reply.ok) return reply;
  const { error } = await reply.json().catch(() => ({}));
  throw new Error(error ?? `The server answered ${reply.status}; reload the page.`);
}
