// A run as it happens: curves, sample sheets, progress. Polls /api with one request in flight and
// changes what is on the page in place, so zoom, slider and focus stay where the person put them.

// Drawing takes its time from the training on a small machine, so it slows down as changes do.
const POLL_MS = { first: 1000, later: 4000, ended: 5000 };
const FIRST_SECONDS = 20;
const SPEAK_MS = 10000;
const ACTIVE = ["queued", "running", "paused"];
const views = new WeakMap();

export default function (component) {
  const root = component.parentElement.querySelector(".live-run");
  const known = views.get(root);
  if (known && known.data.run === component.data.run) {
    known.read(component);
  } else {
    known?.stop();
    views.set(root, new LiveRun(root, component));
  }
  const view = views.get(root);
  view.start();
  return () => view.stop();
}

class LiveRun {
  constructor(root, component) {
    this.root = root;
    this.component = component;
    this.data = component.data;
    this.find = (selector) => root.querySelector(selector);
    this.spokenAt = 0;
    this.forgetPlaces();
    const goTo = (seen) => this.timeline.goToSeen(seen);
    this.measures = new Measures(root, this.data, () => this.chooseMeasure());
    this.curves = new Curves(root, this.data, this.measures, goTo);
    new Saving(root, this.curves);
    this.sheets = new Sheets(root, this.data);
    this.findings = new Findings(root, { onTry: (kind, changes) => this.startAnother(kind, changes), onMarker: goTo });
    this.timeline = new Timeline(root, (seen, isNow) => this.showMoment(seen, isNow));
  }

  // The page has rerun: its theme or what is known of the run may have changed.
  read(component) {
    this.component = component;
    this.data = component.data;
    this.curves.read(this.data);
    this.sheets.read(this.data);
    this.measures.read(this.data);
  }

  // How much of the run the page has: records and measures by bytes, findings by moments.
  forgetPlaces() {
    this.places = { since: 0, measured: 0, told: 0 };
  }

  start() {
    if (this.alive) return;
    this.alive = true;
    this.poll();
  }

  stop() {
    this.alive = false;
    clearTimeout(this.timer);
    this.timeline.pause();
  }

  async poll() {
    clearTimeout(this.timer);
    if (!this.alive || !this.root.isConnected) return;
    if (!document.hidden && !this.asking) {
      this.asking = true;
      try {
        const answer = await fetch(`/api/runs/${this.data.run}/live?${new URLSearchParams(this.places)}`);
        const news = await answer.json();
        if (answer.ok) this.take(news);
        else this.find(".lr-facts").textContent = news.error;
      } catch {
        this.find(".lr-facts").textContent = "The server does not answer; this page goes on when it does.";
      }
      this.asking = false;
    }
    if (this.alive) this.timer = setTimeout(() => this.poll(), this.pollDelay());
  }

  pollDelay() {
    if (!ACTIVE.includes(this.status?.state)) return POLL_MS.ended;
    const seconds = this.status.seconds ?? 0;
    return Math.min(POLL_MS.later, Math.max(POLL_MS.first, (POLL_MS.first * seconds) / FIRST_SECONDS));
  }

  take(news) {
    // A resumed run drops what came after its checkpoint, so everything is fetched anew.
    if (this.status && this.status.queued_at !== news.status.queued_at && this.places.since > 0) {
      this.status = news.status;
      this.forgetPlaces();
      for (const part of [this.curves, this.measures, this.sheets, this.findings, this.timeline]) part.forget();
      return;
    }
    this.status = news.status;
    this.places = {
      since: news.next,
      measured: news.measures.next,
      told: news.findings.told + news.findings.moments.length,
    };
    this.newest = news.sheets.at(-1);
    this.beside = { raw: news.raw, nearest: news.nearest };
    this.showProgress();
    this.measures.take(news.measures);
    this.findings.take(news.findings);
    this.timeline.markBest(this.measures.best());
    this.timeline.take(news.sheets, this.imagesPerEpoch());
    this.curves.take(news.columns, this.imagesPerEpoch());
    const changes = news.changes.map(({ images_seen, words }) => ({ seen: images_seen, colour: "#8a63d2", sign: "◆", words }));
    this.curves.mark([...this.findings.markers().map((finding) => markerOf(finding)), ...changes]);
    this.offerBest(news);
    this.speak();
    this.tellPython(news);
  }

  imagesPerEpoch() {
    return this.status?.images_per_epoch;
  }

  // Everything on the page shows the same moment.
  showMoment(seen, isNow) {
    this.sheets.show(seen, this.newest, this.imagesPerEpoch(), this.beside, this.measures.tiles(seen));
    this.curves.moveCursor(isNow ? undefined : seen);
    this.measures.show(seen);
    this.findings.show(seen, isNow);
  }

  chooseMeasure() {
    this.timeline.markBest(this.measures.best());
    this.curves.draw();
  }

  // Once a run has ended, the best of its moments is one click away.
  offerBest(news) {
    const best = this.measures.best();
    const link = this.find(".lr-open-best");
    const ended = !ACTIVE.includes(news.status.state) && news.generators.length > 0;
    link.hidden = !(best && ended);
    if (link.hidden) return;
    const view = new URLSearchParams({ model: `run:${this.data.run}@${best.seen}` });
    link.href = new URL(`./?${view}`, location.href);
    link.textContent = `Open the ${best.words} in Explore`;
  }

  startAnother(kind, assignments) {
    this.component.setTriggerValue("another", { kind, assignments });
  }

  tellPython(news) {
    const state = `${news.status.state}/${news.generators.length > 0}`;
    if (state !== this.data.state && state !== this.told) {
      this.told = state;
      this.component.setStateValue("state", state);
    }
  }

  showProgress() {
    const { status } = this;
    const percent = Math.round(100 * (status.progress ?? 0));
    this.find(".lr-bar").setAttribute("aria-valuenow", percent);
    this.find(".lr-bar-fill").style.width = `${percent}%`;
    this.find(".lr-facts").textContent = this.facts();
  }

  facts() {
    const { status } = this;
    if (status.state === "queued") {
      const place = status.place ?? 0;
      return place > 0 ? `waiting: ${place} ${place === 1 ? "run goes" : "runs go"} before this one` : "starting: the device is taken as soon as it is free";
    }
    if (status.images_seen === undefined) return status.phase ?? status.error ?? "starting";
    const parts = [
      `${Math.round(100 * status.progress)}%`,
      `epoch ${status.epoch.toFixed(2)}`,
      `${status.images_seen.toLocaleString("en")} images seen`,
    ];
    if (status.state === "running") {
      if (status.images_per_second) parts.push(`${Math.round(status.images_per_second)} img/s`);
      if (status.eta_seconds !== null) parts.push(`${duration(status.eta_seconds)} left`);
    } else {
      parts.push(`${duration(status.seconds)} of training`);
    }
    return parts.join("  ·  ");
  }

  speak() {
    const now = Date.now();
    if (now - this.spokenAt < SPEAK_MS) return;
    this.spokenAt = now;
    const found = this.findings.spoken();
    this.find(".lr-spoken").textContent = `${this.status.state}, ${this.facts()}${found ? `. Seen: ${found}` : ""}`;
  }
}

function markerOf(finding) {
  const signs = { bad: "▼", warning: "▽", good: "○" };
  const colours = { bad: "#d93025", warning: "#c77700", good: "#1e8e4e" };
  return { seen: finding.since, colour: colours[finding.tone], sign: signs[finding.tone], words: finding.title };
}

function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  if (hours) return `${hours} h ${minutes} min`;
  return minutes ? `${minutes} min ${whole % 60} s` : `${whole} s`;
}
