// Findings in one line over the curves; each opens over the page, with what it means and what to try.

import { element, find } from "../../../shared/frontend/elements.js";
import { findingsAt, knownUntil, markersOf, SIGNS, sinceText } from "./finding_moments.js";
import { lastBefore } from "../timeline/fork_button.js";
import { notices } from "./notices.js";

/** @typedef {import("../types.js").Finding} Finding */

/**
 * @typedef {object} Actions
 * @property {(chosen: { assignments: string[], adjustment: object | null }) => void} onSuggestion
 *   starts the run a finding suggests, or adjusts this one
 * @property {(seen: number) => void} onMarker goes to a moment
 * @property {(images_seen: number, assignments: string[]) => void} onFork asks for a branch of this run
 */

export class Findings {
  /**
   * @param {HTMLElement} root
   * @param {Actions} actions
   */
  constructor(root, actions) {
    this.panel = find(root, ".live-findings", "div");
    this.actions = actions;
    /** @type {import("../types.js").FindingMoment[]} */
    this.moments = [];
    /** @type {Finding[]} */
    this.latest = [];
    /** @type {Finding[]} */
    this.notices = [];
    /** @type {number[]} */
    this.forkable = [];
    /** @type {Map<string, Card>} */
    this.cards = new Map();
    this.panel.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
  }

  reset() {
    this.moments = [];
    this.latest = [];
    this.cards = new Map();
  }

  /**
   * @param {{ moments: import("../types.js").FindingMoment[], latest: Finding[] }} news
   * @param {import("../types.js").Status} status
   * @param {number[]} forkable images seen at the checkpoints that the run can be forked from
   */
  take({ moments, latest }, status, forkable) {
    this.forkable = forkable;
    this.moments.push(...moments);
    this.latest = latest;
    this.notices = notices(status, latest);
    const isOn = status.state === "running" || status.state === "paused";
    this.panel.dataset.empty = isOn ? "No findings so far" : status.state === "queued" ? "" : "No findings";
  }

  /** @param {number | undefined} until images seen, of a replay */
  markers(until) {
    return markersOf(...knownUntil(this.moments, this.latest, until));
  }

  /**
   * In place: a card stays as long as its kind is found, so focus and reading stay where they are.
   * @param {number} seen
   * @param {boolean} isLatest the latest findings are fresher than those of any moment
   */
  show(seen, isLatest) {
    const findings = [...this.notices, ...(isLatest ? this.latest : findingsAt(this.moments, seen))];
    const cards = findings.map((finding) => this.cards.get(finding.kind) ?? new Card(this.actions));
    this.cards = new Map(findings.map((finding, index) => [finding.kind, cards[index]]));
    findings.forEach((finding, index) => cards[index].read(finding, lastBefore(this.forkable, finding.since)));
    const places = cards.map((card) => card.place);
    const shown = [...this.panel.children];
    const isSame = places.length === shown.length && places.every((place, index) => place === shown[index]);
    if (!isSame) this.panel.replaceChildren(...places);
  }

  /** For those who do not see the panel: what it shows. */
  spoken() {
    return [...this.cards.values()].map((card) => card.title.textContent).join("; ");
  }

  /**
   * Close what is open, unless it holds `inside`.
   * @param {EventTarget | null} [inside]
   */
  close(inside) {
    for (const { place } of this.cards.values()) {
      if (!place.open || (inside instanceof Node && place.contains(inside))) continue;
      const hadFocus = place.contains(document.activeElement);
      place.open = false;
      if (hadFocus) place.querySelector("summary")?.focus();
    }
  }
}

class Card {
  /** @param {Actions} actions */
  constructor({ onSuggestion, onMarker, onFork }) {
    this.onSuggestion = onSuggestion;
    this.onFork = onFork;
    this.offered = ""; // the suggestions, and where they can be forked
    /** @type {Finding | undefined} */
    this.finding = undefined;
    this.place = element("details");
    this.place.name = "live-finding"; // browsers keep one of a name open
    this.sign = element("span", "live-sign");
    this.title = element("h4");
    this.begin = element("small");
    const head = element("summary");
    head.append(this.sign, this.title, this.begin);
    this.observation = element("p");
    this.cause = element("p", "live-cause");
    this.evidence = element("ul");
    this.meaning = element("p", "live-meaning");
    this.suggestions = element("div", "live-suggestions");
    this.since = element("button", "live-since");
    this.since.type = "button";
    this.since.addEventListener("click", () => this.finding && onMarker(this.finding.since));
    const body = element("div", "live-finding-body");
    body.append(this.cause, this.observation, this.evidence, this.meaning, this.since, this.suggestions);
    this.place.append(head, body);
  }

  /**
   * @param {Finding} finding
   * @param {number | undefined} checkpoint images seen at the last one before it began
   */
  read(finding, checkpoint) {
    const offered = JSON.stringify([finding.suggestions, checkpoint]);
    this.finding = finding;
    this.place.className = `live-finding live-${finding.tone}`;
    this.sign.textContent = SIGNS[finding.tone];
    this.title.textContent = finding.title;
    this.begin.textContent = finding.cause || sinceText(finding.since);
    this.cause.textContent = finding.cause;
    this.observation.textContent = finding.observation;
    this.evidence.replaceChildren(...finding.evidence.map((words) => element("li", "", words)));
    this.meaning.textContent = finding.meaning;
    const images = `${finding.since.toLocaleString("en")} images`;
    this.since.hidden = finding.since < 0;
    this.since.textContent = finding.since ? `Go to where it began (${images})` : "Go to the start";
    if (offered === this.offered) return;
    this.offered = offered;
    this.suggestions.replaceChildren(...finding.suggestions.flatMap((each) => [this.button(each), ...this.forkButtons(each, checkpoint)]));
  }

  /** @param {import("../types.js").Suggestion} suggestion */
  button({ words, assignments, adjustment }) {
    const made = element("button", "live-suggestion", words);
    made.type = "button";
    made.append(element("code", "", adjustment ? "in this run" : `new run: ${assignments.join(" ")}`));
    made.addEventListener("click", () => {
      for (const each of this.suggestions.querySelectorAll("button")) each.disabled = true;
      if (this.finding) this.onSuggestion({ assignments, adjustment });
    });
    return made;
  }

  /**
   * What is suggested, tried from before the finding began; none where that cannot be.
   * @param {import("../types.js").Suggestion} suggestion
   * @param {number | undefined} checkpoint images seen
   */
  forkButtons({ assignments, may_fork }, checkpoint) {
    if (!may_fork || checkpoint === undefined) return [];
    const made = element("button", "live-suggestion", "Fork from before it began");
    made.type = "button";
    made.append(element("code", {}, `at ${checkpoint.toLocaleString("en")} images: ${assignments.join(" ")}`));
    made.addEventListener("click", () => this.onFork(checkpoint, assignments));
    return [made];
  }
}
