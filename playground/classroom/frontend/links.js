// The addresses of a class: where its students go, where the teacher's page and the projector are.

import { api, page } from "../../shared/frontend/api.js";

const LONGEST_SCANNED = 600; // characters, as in classroom/routes.py
const TEACHERS_OWN = ["class", "teacher", "present"]; // of an address, and not for students

/**
 * Where students go: the page of the class, or the page its teacher chose, which then knows the class.
 * @param {string} code
 * @param {string} [chosen] such as "lab?seed=7"
 */
export function studentLink(code, chosen = "") {
  if (!chosen) return page("class", { class: code });
  const [name, ...query] = chosen.split("?"), values = new URLSearchParams(query.join("?"));
  values.set("class", code);
  return page(name, values);
}

/**
 * The same for a QR code, which a phone reads only up to some length: then that of the class, which leads on.
 * @param {string} code
 * @param {string} chosen
 */
export function scannedLink(code, chosen) {
  const link = studentLink(code, chosen);
  return link.length <= LONGEST_SCANNED ? link : studentLink(code);
}

/**
 * The teacher's page. The token stands behind #, so that it is in no log of a server or proxy.
 * @param {string} code
 * @param {string} token
 */
export function teacherLink(code, token) {
  return `${page("class", { class: code })}#teacher=${token}`;
}

/** @param {string} code */
export function projectorLink(code) {
  return page("class", { class: code, present: 1 });
}

/** @param {string} link */
export function qrCode(link) {
  return api("class/qr.svg", { link });
}

/** @param {string} hash of the address @returns {string} the teacher's token, "" without one */
export function tokenIn(hash) {
  return /^#teacher=([0-9a-f]{32})$/.exec(hash)?.[1] ?? "";
}

/**
 * The page and query in a pasted link to this playground, such as "lab?seed=7", without the class it was copied from and
 * without what only its teacher should see; undefined for another address.
 * @param {string} pasted
 * @param {string} [start] the address of the first page
 * @returns {string | undefined}
 */
export function pageIn(pasted, start = page("")) {
  if (!pasted.trim()) return "";
  try {
    const base = new URL(start), url = new URL(pasted.trim(), base);
    const name = url.pathname.slice(base.pathname.length);
    if (url.host !== base.host || !url.pathname.startsWith(base.pathname) || !/^[a-z]+$/.test(name)) return undefined;
    for (const own of TEACHERS_OWN) url.searchParams.delete(own);
    return name + url.search;
  } catch {
    return undefined;
  }
}

/** Whether other machines cannot open an address of this host. @param {string} hostname */
export function isLocal(hostname) {
  return ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
}
