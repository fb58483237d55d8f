// A run as it happens: curves, sample grids, findings, progress. It changes what is on the page in
// place, so zoom, slider and focus stay where the person put them.

import { page } from "../../../shared/frontend/api.js";
import { find } from "../elements.js";
import { CurveExport } from "../curves/curve_export.js";
import { Curves } from "../curves/curves.js";
import { Findings } from "../findings/findings.js";
import { Metrics } from "../metrics/metrics.js";
import { Poller } from "./poller.js";
import { ACTIVE, percentDone, progressText } from "./progress.js";
import { SampleGrid } from "../samples/sample_grid.js";
import { Timeline } from "../timeline/timeline.js";
import { fitToWindow } from "./window_fit.js";

/** @typedef {import("../types.js").LiveAnswer} LiveAnswer */

const SPEAK_MS = 10000;
const ADJUSTED = { colour: "#8a63d2", sign: "◆" };

export class LiveRun {
  /**
   * @param {HTMLElement} root
   * @param {import("../types.js").Component} component
   */
  constructor(root, component) {
    this.root = root;
    this.component = component;
    this.data = component.data;
    this.stage = find(root, ".live-stage", "div");
    this.facts = find(root, ".live-facts", "p");
    this.spoken = find(root, ".live-spoken", "p");
    this.spokenAt = 0;
    this.reported = ""; // the state Python was told last
    /** @type {LiveAnswer | undefined} */
    this.news = undefined;
    /** @param {number} seen */
    const goTo = (seen) => this.timeline.goToSeen(seen);
    this.metrics = new Metrics(root, this.data, () => this.chooseMetric());
    this.curves = new Curves(root, this.data, this.metrics, goTo);
    new CurveExport(root, this.curves);
    this.grid = new SampleGrid(root, this.data);
    this.findings = new Findings(root, {
      onSuggestion: (assignments) => this.component.setTriggerValue("suggestion", { assignments }),
      onMarker: goTo,
    });
    this.timeline = new Timeline(root, (seen, isLatest) => this.showMoment(seen, isLatest));
    this.poller = new Poller(root, {
      onNews: (news) => this.take(news),
      onResumed: () => this.reset(),
      onTrouble: (sentence) => (this.facts.textContent = sentence),
    });
    this.fit = () => fitToWindow(this.root, this.stage);
    /** @param {Event} event */
    this.closeFindings = (event) => this.findings.close(event.target);
  }

  /**
   * The page has rerun: its theme or what is known of the run may have changed.
   * @param {import("../types.js").Component} component
   */
  read(component) {
    this.component = component;
    this.data = component.data;
    this.metrics.read(this.data);
    this.curves.read(this.data);
    this.grid.read(this.data);
  }

  reset() {
    for (const part of [this.curves, this.metrics, this.grid, this.findings, this.timeline]) part.reset();
  }

  start() {
    this.fit();
    window.addEventListener("resize", this.fit);
    document.addEventListener("pointerdown", this.closeFindings);
    this.poller.start(this.data.run);
  }

  stop() {
    window.removeEventListener("resize", this.fit);
    document.removeEventListener("pointerdown", this.closeFindings);
    this.poller.stop();
    this.timeline.pause();
  }

  /** @param {LiveAnswer} news */
  take(news) {
    this.news = news;
    this.fit();
    this.showProgress();
    this.metrics.take(news.metrics);
    this.findings.take(news.findings);
    this.timeline.markBest(this.metrics.best());
    this.timeline.take(news.grids, this.imagesPerEpoch());
    this.curves.take(news.columns, this.imagesPerEpoch());
    const adjustments = news.adjustments.map(({ images_seen, words }) => ({ ...ADJUSTED, seen: images_seen, words }));
    this.curves.mark([...this.findings.markers(), ...adjustments]);
    this.offerBest(news);
    this.speak();
    this.tellPython(news);
  }

  imagesPerEpoch() {
    return this.news?.status.images_per_epoch || 1;
  }

  /**
   * Everything on the page shows the same moment.
   * @param {number} seen
   * @param {boolean} isLatest
   */
  showMoment(seen, isLatest) {
    if (!this.news) return;
    const { grids, raw, nearest } = this.news;
    const [latest, imagesPerEpoch, samples] = [grids.at(-1) ?? seen, this.imagesPerEpoch(), this.metrics.samplesAt(seen)];
    this.grid.show({ seen, latest, imagesPerEpoch, beside: { raw, nearest }, samples });
    this.curves.moveCursor(isLatest ? undefined : seen);
    this.metrics.show(seen);
    this.findings.show(seen, isLatest);
  }

  chooseMetric() {
    this.timeline.markBest(this.metrics.best());
    this.curves.draw();
  }

  /**
   * Once a run has ended, the best of its moments is one click away.
   * @param {LiveAnswer} news
   */
  offerBest(news) {
    const best = this.metrics.best();
    const link = find(this.root, ".live-open-best", "a");
    const isOver = !ACTIVE.includes(news.status.state) && news.generators.length > 0;
    link.hidden = !(best && isOver);
    if (!best || !isOver) return;
    link.href = page("", { model: `run:${this.data.run}@${best.seen}` });
    link.textContent = `Open the moment of the best ${best.name} in Explore`;
  }

  /** @param {LiveAnswer} news */
  tellPython(news) {
    const state = `${news.status.state}/${news.generators.length > 0}`;
    if (state === this.data.state || state === this.reported) return;
    this.reported = state;
    this.component.setStateValue("state", state);
  }

  showProgress() {
    if (!this.news) return;
    const percent = percentDone(this.news.status);
    const bar = find(this.root, ".live-bar", "div");
    bar.setAttribute("aria-valuenow", String(percent));
    find(bar, ".live-bar-fill", "div").style.width = `${percent}%`;
    this.facts.textContent = progressText(this.news.status);
  }

  speak() {
    const now = Date.now();
    if (!this.news || now - this.spokenAt < SPEAK_MS) return;
    this.spokenAt = now;
    const found = this.findings.spoken();
    const { status } = this.news;
    this.spoken.textContent = `${status.state}, ${progressText(status)}${found ? `. Findings: ${found}` : ""}`;
  }
}
