// A run as it happens: curves, sample grids, findings, progress. It changes what is on the page in
// place, so zoom, slider and focus stay where the person put them.

import { page } from "../../../shared/frontend/api.js";
import { find } from "../../../shared/frontend/elements.js";
import { CurveExport } from "../curves/curve_export.js";
import { Curves } from "../curves/curves.js";
import { Findings } from "../findings/findings.js";
import { Metrics } from "../metrics/metrics.js";
import { Family } from "./family.js";
import { Poller } from "./poller.js";
import { ACTIVE, percentDone, progressText, SEPARATOR, statusUntil } from "./progress.js";
import { usualSpeedIfSlow } from "./slowdown.js";
import { Marks } from "../marks/marks.js";
import { SampleGrid } from "../samples/sample_grid.js";
import { ForkButton } from "../timeline/fork_button.js";
import { MomentAddress } from "../timeline/moment_address.js";
import { rowsUntil } from "../timeline/replay.js";
import { Timeline } from "../timeline/timeline.js";
import { outlookText } from "../metrics/outlook.js";
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
    this.isOpened = false;
    this.reported = ""; // the page's state that Python was told last
    /** @type {LiveAnswer | undefined} */
    this.news = undefined;
    /** @param {number} seen */
    const goTo = (seen) => this.timeline.goToSeen(seen);
    this.metrics = new Metrics(root, this.data, () => this.chooseMetric());
    this.curves = new Curves(root, this.data, this.metrics, goTo);
    new CurveExport(root, this.curves);
    this.grid = new SampleGrid(root, this.data);
    this.findings = new Findings(root, {
      onSuggestion: (chosen) => this.component.setTriggerValue("suggestion", chosen),
      onMarker: goTo,
      onFork: (images_seen, assignments) => this.fork(images_seen, assignments),
    });
    this.forkButton = new ForkButton(root, (images_seen) => this.fork(images_seen, []));
    this.family = new Family(root);
    this.address = new MomentAddress(this.data.run);
    this.marks = new Marks(root, this.data.marks, goTo);
    this.timeline = new Timeline(root, {
      onMoment: (shown) => this.showMoment(shown),
      onPlay: () => this.grid.fetch(this.news?.grids ?? [], this.news?.raw ?? []),
      columns: () => this.curves.columns,
    });
    this.poller = new Poller(root, {
      onNews: (news) => this.take(news),
      onResumed: () => this.reset(),
      onTrouble: (sentence) => this.say(sentence),
      onGone: () => this.report("gone"),
      isReplay: () => this.timeline.until !== undefined,
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
    this.family.show(this.data.family, this.data.run);
  }

  /**
   * The page asks what is to change, and starts the branch.
   * @param {number} images_seen at the checkpoint
   * @param {string[]} assignments proposed, as key=value
   */
  fork(images_seen, assignments) {
    this.component.setTriggerValue("fork", { images_seen, assignments });
  }

  reset() {
    for (const part of [this.curves, this.metrics, this.grid, this.findings, this.timeline]) part.reset();
  }

  start() {
    this.fit();
    this.family.show(this.data.family, this.data.run);
    window.addEventListener("resize", this.fit);
    document.addEventListener("pointerdown", this.closeFindings);
    find(this.root, ".live-more", "button").onclick = () => this.showMore();
    this.poller.start(this.data.run);
  }

  stop() {
    window.removeEventListener("resize", this.fit);
    document.removeEventListener("pointerdown", this.closeFindings);
    this.poller.stop();
    this.timeline.pause();
    this.address.stop();
  }

  /** @param {LiveAnswer} news */
  take(news) {
    this.news = news;
    this.fit();
    this.metrics.take(news.metrics, outlookText(news.status));
    this.findings.take(news.findings, news.status, news.forkable);
    this.forkButton.take(news.forkable);
    this.grid.length.take(news.averages, this.imagesPerEpoch());
    this.timeline.markBest(this.metrics.best());
    this.timeline.take(news.grids, this.imagesPerEpoch());
    if (news.grids.length) this.showAsked();
    this.curves.take(news.columns, this.imagesPerEpoch());
    this.showProgress();
    this.showBeginning(news);
    this.mark();
    this.offerBest(news);
    this.offerLength(news.averages);
    this.speak();
    this.tellPython(news);
    if (this.isRecording()) this.poller.stop(); // nothing will ever come
  }

  isRecording() {
    return this.data.marks !== null;
  }

  /** The signs over the curves: in a replay only what had been found by then. */
  mark() {
    const { until } = this.timeline;
    const adjustments = rowsUntil(this.news?.adjustments ?? [], until).map(({ images_seen: seen, words }) => ({ ...ADJUSTED, seen, words }));
    this.curves.mark([...this.findings.markers(until), ...adjustments]);
  }

  /** The moment in the address that was opened; a recording opens at its beginning. */
  showAsked() {
    const asked = this.address.takeAsked();
    if (asked !== undefined) this.timeline.goToSeen(asked);
    else if (this.isRecording() && !this.isOpened) this.timeline.goToSeen(0, true);
    this.isOpened = true;
  }

  imagesPerEpoch() {
    return this.news?.status.images_per_epoch || 1;
  }

  /**
   * Everything on the page shows the same moment.
   * @param {import("../timeline/timeline.js").Shown} shown
   */
  showMoment({ seen, isLatest, until }) {
    if (!this.news) return;
    const { grids, raw, nearest } = this.news;
    const [latest, imagesPerEpoch, samples] = [grids.at(-1) ?? seen, this.imagesPerEpoch(), this.metrics.samplesAt(seen)];
    this.grid.show({ seen, latest, imagesPerEpoch, beside: { raw, nearest }, samples });
    this.curves.moveCursor(isLatest ? undefined : until ?? seen, until);
    this.metrics.show(seen);
    this.findings.show(seen, isLatest);
    this.forkButton.show(seen);
    this.marks.show(isLatest ? Infinity : until ?? seen);
    this.mark();
    this.showProgress();
    if (until !== undefined) this.speak();
    else if (this.address.asked === undefined) this.address.write(isLatest ? undefined : seen);
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

  /**
   * What the comparison of EMA lengths at the end of the run found.
   * @param {import("../types.js").Averages} averages
   */
  offerLength({ words, chosen, offered }) {
    const said = find(this.root, ".live-length-words", "p");
    said.hidden = !words;
    said.textContent = words;
    const link = find(this.root, ".live-open-length", "a");
    link.hidden = chosen === null || !offered.length;
    if (link.hidden) return;
    link.href = page("", { model: `run:${this.data.run}@${offered[0]}:ema` });
    link.textContent = `Open EMA length ${chosen} in Explore`;
  }

  /** @param {LiveAnswer} news */
  tellPython(news) {
    if (news.page !== this.data.page) this.report(news.page);
  }

  /** Python is told once, and the page reruns. @param {string} state of the page */
  report(state) {
    if (state === this.reported) return;
    this.reported = state;
    this.component.setStateValue("page", state);
  }

  showProgress() {
    if (!this.news) return;
    const percent = percentDone(this.statusShown(this.news.status));
    const bar = find(this.root, ".live-bar", "div");
    bar.setAttribute("aria-valuenow", String(percent));
    find(bar, ".live-bar-fill", "div").style.width = `${percent}%`;
    this.say(this.progress());
  }

  /**
   * The status at the moment of a replay, or the run's own.
   * @param {import("../types.js").Status} status
   * @returns {import("../types.js").Status}
   */
  statusShown(status) {
    return statusUntil(status, this.curves.columns, this.timeline.until);
  }

  progress() {
    if (!this.news) return "";
    const { seconds, images_per_second: speeds } = this.curves.columns;
    if (this.timeline.until !== undefined) return `Replay${SEPARATOR}${progressText(this.statusShown(this.news.status))}`;
    return progressText(this.news.status, this.news.adjusted, usualSpeedIfSlow(seconds, speeds));
  }

  /** @param {string} sentence in a line that cuts off what does not fit */
  say(sentence) {
    this.facts.textContent = this.facts.title = sentence;
  }

  /**
   * What stands where nothing has been drawn yet.
   * @param {LiveAnswer} news
   */
  showBeginning({ status, grids }) {
    const { state, images_seen: seen } = status;
    const isOver = !ACTIVE.includes(state);
    const words = state === "stopped" ? "Nothing was drawn: the run was cancelled." : "The run ended before its first update.";
    const never = isOver && seen === undefined ? words : "";
    this.curves.plot.dataset.empty = never || "The curves begin with the first updates.";
    if (!grids.length) this.grid.caption.textContent = never || "The first sample grid is drawn before training begins.";
    // Before the first answer with grids no moment is shown, but findings and notices are.
    if (!grids.length) this.findings.show(0, true);
  }

  /** What lies below the timeline. */
  showMore() {
    const numbers = find(this.root, ".live-numbers", "div");
    const below = numbers.hidden ? find(this.root, ".live-end", "div") : numbers;
    below.scrollIntoView({ behavior: "smooth" });
  }

  speak() {
    const now = Date.now();
    if (!this.news || now - this.spokenAt < SPEAK_MS) return;
    this.spokenAt = now;
    const found = this.findings.spoken();
    const { status } = this.news;
    this.spoken.textContent = `${status.state}, ${this.progress()}${found ? `. Findings: ${found}` : ""}`;
  }
}
