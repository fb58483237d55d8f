// The side of the teacher's page: links to hand out and to keep, and what becomes of the answers.

import { page } from "../../shared/frontend/api.js";
import { element } from "../../shared/frontend/elements.js";
import { ask } from "./class_api.js";
import { copyField } from "./copy_field.js";
import { isLocal, qrCode, scannedLink, studentLink, teacherLink } from "./links.js";

/**
 * @param {string} code
 * @param {string} token
 * @param {string} home where students arrive
 * @returns {HTMLElement[]}
 */
export function linksPanel(code, token, home) {
  const link = studentLink(code, home);
  return [
    element("h2", {}, "For your students"), element("img", { class: "qr", src: qrCode(scannedLink(code, home)), alt: "QR code of the link for students" }), copyField("Link for students", link),
    ...(isLocal(location.hostname) ? [element("p", { class: "notice" }, "This link opens on this machine only. Start the app with --server.address 0.0.0.0 and open this page by the machine's address in your network.")] : []),
    element("h2", {}, "For you"), copyField("Your own link", teacherLink(code, token)),
    element("p", { class: "quiet" }, "Keep it: whoever has it sees the answers, and it cannot be made again. It is not on the projector."),
  ];
}

/**
 * What becomes of the answers and of the class.
 * @param {string} code
 * @param {string} token
 * @param {(act: () => Promise<unknown>) => Promise<void>} press does it, and says its refusal
 * @param {(asked: Promise<Response>) => Promise<void>} take shows the class as it is then
 */
export function answersPanel(code, token, press, take) {
  const csv = () => press(async () => {
    const url = URL.createObjectURL(await (await ask(`${code}/answers.csv`, { token })).blob());
    element("a", { href: url, download: `${code}.csv` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  });
  const clear = () => press(async () => {
    if (confirm("Delete all answers of this class? This cannot be undone.")) await take(ask(`${code}/answers`, { method: "DELETE", token }));
  });
  const end = () => press(async () => {
    if (!confirm("Delete this class with all its answers? Its code and its links stop working.")) return;
    await ask(code, { method: "DELETE", token });
    location.assign(page("class"));
  });
  return element("div", { class: "keep" }, element("h2", {}, "Answers"),
    element("button", { type: "button", click: csv }, "Download CSV"), element("button", { type: "button", click: clear }, "Delete answers"),
    element("button", { type: "button", click: end }, "Delete class"),
    element("p", { class: "quiet" }, "Everything is deleted 30 days after the class was made."));
}
