// Without a class in the address: make one, or join one by its code.

import { page } from "../../shared/frontend/api.js";
import { isCode } from "../../shared/frontend/class_client.js";
import { element, say } from "../../shared/frontend/elements.js";
import { ask } from "./class_api.js";
import { firstRuns } from "./first_runs.js";
import { pageIn, studentLink, teacherLink } from "./links.js";

/** @typedef {{ name: string, title: string, blocks: number }} LessonChoice of a plan the number of its blocks */

/**
 * @param {HTMLElement} root
 * @param {{ lessons: LessonChoice[], problems: string[] }} data
 */
export function showMakeClass(root, { lessons, problems }) {
  const chosenLesson = lessons.find(({ name }) => name === new URLSearchParams(location.search).get("lesson")), wanted = chosenLesson?.name ?? "";
  const lesson = element("select", { name: "lesson" }, element("option", { value: "" }, "Questions asked aloud, A to D"),
    ...lessons.map(({ name, title }) => element("option", { value: name, selected: name === wanted }, title)));
  const pageOf = (/** @type {LessonChoice | undefined} */ one) => one && !one.blocks ? page("learn", { lesson: one.name }) : "";
  let suggested = pageOf(chosenLesson);
  const pasted = element("input", { name: "page", type: "text", autocomplete: "off", value: suggested, placeholder: "a link copied from the address line" });
  lesson.addEventListener("change", () => {
    if (pasted.value !== suggested) return; // the teacher's own
    suggested = pageOf(lessons.find(({ name }) => name === lesson.value));
    pasted.value = suggested;
  });
  const notice = element("p", { class: "notice", role: "alert", hidden: true });
  const button = element("button", { class: "primary", type: "submit" }, "Make a class");
  const refuse = (/** @type {string} */ sentence) => { notice.hidden = false; say(notice, sentence); };
  const make = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const chosen = pageIn(pasted.value);
    if (chosen === undefined) return refuse("That is no link to a page of this playground; copy one from its address line.");
    button.disabled = true;
    try {
      const made = await (await ask("", { method: "POST", body: { lesson: lesson.value, page: chosen } })).json();
      location.assign(teacherLink(made.class, made.token));
    } catch (error) {
      button.disabled = false;
      refuse(/** @type {Error} */ (error).message);
    }
  };
  const code = element("input", { name: "code", type: "text", autocomplete: "off", autocapitalize: "none", spellcheck: "false", placeholder: "amber-fox-42" });
  const join = (/** @type {Event} */ event) => {
    event.preventDefault();
    const typed = code.value.trim().toLowerCase().replace(/\s+/g, "-");
    if (isCode(typed)) location.assign(studentLink(typed));
    else refuse("A class code looks like amber-fox-42.");
  };
  root.replaceChildren(
    element("h1", {}, "Class"),
    element("p", {}, "Your students answer on their own screens, without accounts or names. You see how they voted, let them talk, vote again, and reveal."),
    notice,
    element("div", { class: "two" },
      element("form", { class: "card", submit: make }, element("h2", {}, "Teach"),
        element("label", {}, "Questions", lesson), element("label", {}, "Page for your students (optional; a plan leads them itself)", pasted), button),
      element("form", { class: "card", submit: join }, element("h2", {}, "Join"),
        element("label", {}, "Class code", code), element("button", { type: "submit" }, "Join"))),
    firstRuns(),
    ...problems.map((problem) => element("p", { class: "notice" }, problem)),
    element("p", { class: "quiet" }, "Stored: answers with a random number in place of a name, on this server, for 30 days or until you delete them. No name, address or cookie is stored with them."),
  );
}
