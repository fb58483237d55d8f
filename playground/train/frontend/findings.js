// Findings in plain words: at each moment those of that moment, with what to try as buttons.

const ROOMY = matchMedia("(min-width: 900px)"); // on a telephone the pictures would be off the screen

class Findings {
  // onTry(finding kind, assignments) starts a run; onMarker(images seen) goes to a moment.
  constructor(root, { onTry, onMarker }) {
    this.panel = root.querySelector(".lr-findings");
    this.onTry = onTry;
    this.onMarker = onMarker;
    this.forget();
  }

  forget() {
    this.moments = [];
    this.now = [];
    this.cards = new Map();
  }

  take({ moments, now }) {
    this.moments.push(...moments);
    this.now = now;
  }

  // Those known after `seen` images; the newest are fresher than any settled moment.
  at(seen, isNow) {
    if (isNow) return this.now;
    let found = [];
    for (const moment of this.moments) {
      if (moment.images_seen > seen) break;
      found = moment.findings;
    }
    return found;
  }

  // One marker for every kind and beginning, over the whole run.
  markers() {
    const found = new Map();
    for (const { findings } of [...this.moments, { findings: this.now }]) {
      for (const finding of findings) found.set(`${finding.kind}/${finding.since}`, finding);
    }
    return [...found.values()];
  }

  // In place: a card stays as long as its kind is found, so focus and reading stay where they are.
  show(seen, isNow) {
    const findings = this.at(seen, isNow);
    const cards = findings.map((finding) => this.cards.get(finding.kind) ?? new Card(this));
    this.cards = new Map(findings.map((finding, index) => [finding.kind, cards[index]]));
    findings.forEach((finding, index) => cards[index].read(finding));
    const places = cards.map((card) => card.place);
    const same = places.length === this.panel.children.length && places.every((place, index) => place === this.panel.children[index]);
    if (!same) this.panel.replaceChildren(...places);
  }

  // For those who do not see the panel.
  spoken() {
    return this.now.map((finding) => finding.title).join("; ");
  }
}

class Card {
  constructor({ onTry, onMarker }) {
    this.onTry = onTry;
    this.place = element("article");
    this.place.setAttribute("role", "listitem");
    this.title = element("span");
    this.since = element("button", "lr-since");
    this.since.type = "button";
    this.since.title = "Go to this moment";
    this.since.addEventListener("click", () => onMarker(this.finding.since));
    const head = element("h4");
    head.append(this.title, this.since);
    this.seen = element("p");
    this.evidence = element("ul", "lr-evidence");
    this.means = element("p", "lr-means");
    this.more = element("details");
    this.more.append(element("summary", "", "evidence and meaning"), this.evidence, this.means);
    this.tries = element("div", "lr-tries");
    this.place.append(head, this.seen, this.more, this.tries);
  }

  read(finding) {
    if (!this.finding) this.more.open = finding.tone === "bad" && ROOMY.matches;
    const tries = JSON.stringify(finding.tries);
    const other = tries !== JSON.stringify(this.finding?.tries);
    this.finding = finding;
    this.place.className = `lr-finding lr-${finding.tone}`;
    this.title.textContent = finding.title;
    this.since.textContent = finding.since ? `since ${finding.since.toLocaleString("en")} images` : "from the start";
    this.seen.textContent = finding.seen;
    this.evidence.replaceChildren(...finding.evidence.map((words) => element("li", "", words)));
    this.means.textContent = finding.means;
    if (other) this.tries.replaceChildren(...finding.tries.map((each) => this.button(each)));
  }

  button({ words, assignments }) {
    const button = element("button", "lr-try", words);
    button.type = "button";
    button.title = `Start this run again with ${assignments.join(", ")}`;
    button.append(element("code", "", assignments.join(" ")));
    button.addEventListener("click", () => {
      for (const each of this.tries.children) each.disabled = true;
      this.onTry(this.finding.kind, assignments);
    });
    return button;
  }
}

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}
