// Losses, D's verdicts, measures and speed over one x-axis, drawn by Plotly in place, so that a zoom
// stays.

const COLUMNS = [
  "images_seen", "epoch", "seconds", "loss/G", "loss/D", "score/real", "score/fake", "logit/real",
  "logit/fake", "images_per_second",
];
let plotlyLoading;

function loadPlotly() {
  plotlyLoading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = "/api/plotly.min.js";
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => {
      plotlyLoading = undefined;
      reject(new Error("Plotly did not load"));
    };
    document.head.append(script);
  });
  return plotlyLoading;
}

class Curves {
  // onMarker(images seen) goes to the moment of a marker that was clicked.
  constructor(root, data, measures, onMarker) {
    this.root = root;
    this.find = (selector) => root.querySelector(selector);
    this.plot = this.find(".lr-plot");
    this.measures = measures;
    this.onMarker = onMarker;
    this.options = { along: "epoch", keep: 0, cap: false, log: false, panels: new Set(["losses", "verdict", "measure"]) };
    this.markers = [];
    this.marks = new Lines(this);
    this.frame = new Frame(this);
    this.forget();
    this.read(data);
    this.listen();
  }

  // What the run's curves are called and read against. A Wasserstein critic or another D whose
  // sigmoid is no probability is shown by its mean logits.
  read(data) {
    this.data = data;
    const { reduction, verdict, lines } = data.curves;
    const score = verdict === "score";
    this.lines = lines;
    this.names = {
      "loss/D": `D loss (${reduction})`,
      real: score ? "D(x), reals" : "logit of reals",
      fake: score ? "D(G(z)), fakes" : "logit of fakes",
    };
    this.verdict = score
      ? { title: "P(real)", range: [-0.02, 1.02], chance: 0.5 }
      : { title: "mean logit", chance: 0 };
    this.columnOf = { real: `${verdict}/real`, fake: `${verdict}/fake` };
    for (const cell of this.root.querySelectorAll("[data-name]")) cell.textContent = this.names[cell.dataset.name];
    this.restyle();
  }

  forget() {
    this.columns = Object.fromEntries(COLUMNS.map((name) => [name, []]));
    this.cursorSeen = this.drawnMeasures = undefined;
  }

  listen() {
    for (const button of this.root.querySelectorAll("[data-panel]")) {
      button.addEventListener("click", () => this.togglePanel(button));
    }
    for (const button of this.root.querySelectorAll("[data-along]")) {
      button.addEventListener("click", () => this.goAlong(button.dataset.along));
    }
    for (const button of this.root.querySelectorAll("[data-switch]")) {
      button.addEventListener("click", () => {
        const name = button.dataset.switch;
        this.options[name] = !this.options[name];
        button.setAttribute("aria-pressed", this.options[name]);
        this.draw();
      });
    }
    this.find(".lr-smooth").addEventListener("input", (event) => {
      this.options.keep = Number(event.target.value);
      this.draw();
    });
    this.find(".lr-whole").addEventListener("click", () => window.Plotly.relayout(this.plot, { "xaxis.autorange": true }));
  }

  togglePanel(button) {
    const { panels } = this.options;
    const name = button.dataset.panel;
    if (panels.has(name) && panels.size > 1) panels.delete(name);
    else panels.add(name);
    button.setAttribute("aria-pressed", panels.has(name));
    for (const item of this.root.querySelectorAll("[data-of]")) item.hidden = !panels.has(item.dataset.of);
    this.draw();
  }

  goAlong(along) {
    this.options.along = along;
    for (const button of this.root.querySelectorAll("[data-along]")) {
      button.setAttribute("aria-pressed", button.dataset.along === along);
    }
    this.draw();
  }

  take(columns, imagesPerEpoch) {
    this.imagesPerEpoch = imagesPerEpoch || 1;
    const measured = this.measures.rows.length;
    if (!columns.images_seen.length && measured === this.drawnMeasures) return; // nothing to draw anew
    this.drawnMeasures = measured;
    for (const name of COLUMNS) this.columns[name].push(...(columns[name] ?? []));
    this.showLegend();
    this.draw();
  }

  column(name) {
    return this.columns[this.columnOf[name] ?? name];
  }

  x() {
    return this.options.along === "epoch" ? this.columns.epoch : this.columns.seconds.map((seconds) => seconds / 60);
  }

  // Where a number of images lies on the x-axis.
  xOf(seen) {
    if (this.options.along === "epoch") return seen / this.imagesPerEpoch;
    return between(this.columns.images_seen, this.columns.seconds, seen) / 60;
  }

  // The values under the cursor, or the newest.
  showLegend() {
    const at = this.cursorSeen === undefined ? -1 : lastUpTo(this.columns.images_seen, this.cursorSeen);
    for (const cell of this.root.querySelectorAll("[data-curve]")) {
      const values = this.column(cell.dataset.curve);
      const value = this.cursorSeen === undefined ? values.at(-1) : values[at];
      cell.textContent = typeof value === "number" ? value.toFixed(2) : "–";
    }
  }

  isZoomed() {
    return this.plot.layout?.xaxis?.autorange === false;
  }

  sight() {
    return this.isZoomed() ? this.plot.layout.xaxis.range.map(Number) : [-Infinity, Infinity];
  }

  shown() {
    const hasMeasure = this.measures.measured().length > 0;
    return Object.keys(PANELS).filter((name) => this.options.panels.has(name) && (name !== "measure" || hasMeasure));
  }

  // One drawing at a time, and none of what a later one draws anyway.
  async draw() {
    if (!this.columns.epoch.length) return;
    this.wanted = true;
    if (this.drawing) return;
    this.drawing = true;
    while (this.wanted && this.root.isConnected) {
      this.wanted = false;
      const Plotly = await loadPlotly();
      await Plotly.react(this.plot, this.traces(), this.frame.layout(), { displayModeBar: false, responsive: true });
      this.listenToPlot();
    }
    this.drawing = false;
  }

  listenToPlot() {
    if (this.listening) return;
    this.listening = true;
    this.plot.on("plotly_relayout", (change) => {
      this.find(".lr-whole").hidden = !this.isZoomed();
      // Only a change of sight changes which records are drawn one by one.
      if (Object.keys(change).some((key) => key.startsWith("xaxis"))) this.draw();
    });
    this.plot.on("plotly_clickannotation", ({ annotation }) => annotation.seen !== undefined && this.onMarker(annotation.seen));
  }

  traces() {
    const x = this.x();
    const stride = strideFor(x, ...this.sight());
    this.note(stride);
    const { g, d, text } = this.colours;
    const shown = this.shown();
    const thinX = lastOfEach(x, stride);
    const curve = (name, words, color, width, panel) => {
      if (!shown.includes(panel)) return [];
      const line = (values, extra) => ({
        x: thinX, y: thinned(values, stride), name: words, yaxis: PANELS[panel][0], mode: "lines",
        line: { color, width }, hovertemplate: `${words} %{y:.4g}<extra></extra>`, ...extra,
      });
      const values = this.column(name);
      if (!this.options.keep) return [line(values, {})];
      return [
        line(smoothed(values, this.options.keep), {}),
        line(values, { opacity: 0.25, hoverinfo: "skip", hovertemplate: null, line: { color, width: 1 } }),
      ];
    };
    return [
      ...curve("loss/G", "G loss", g, 2.5, "losses"),
      ...curve("loss/D", this.names["loss/D"], d, 2.5, "losses"),
      ...curve("real", this.names.real, d, 1.5, "verdict"),
      ...curve("fake", this.names.fake, g, 1.5, "verdict"),
      ...(shown.includes("measure") ? this.measureTraces() : []),
      ...curve("images_per_second", "images/s", text, 1.5, "speed"),
    ];
  }

  measureTraces() {
    const { chosen } = this.measures;
    const rows = this.measures.measured();
    const name = this.measures.shortName();
    const points = (picked, extra) => ({
      x: picked.map((row) => this.xOf(row.images_seen)), y: picked.map((row) => row[chosen]), name, yaxis: "y3",
      line: { color: this.colours.text, width: 2 }, marker: { size: 5 }, mode: "lines+markers",
      text: picked.map((row) => row.samples), hovertemplate: `${name} %{y:.4g}, %{text} samples<extra></extra>`, ...extra,
    });
    const best = this.measures.best();
    const bestRows = rows.filter((row) => best?.key === chosen && row.images_seen === best.seen);
    const star = { mode: "markers", marker: { size: 13, symbol: "star", color: this.colours.g }, hoverinfo: "skip", hovertemplate: null };
    return [points(rows, {}), points(bestRows, star)];
  }

  note(stride) {
    const words = stride > 1 ? `Each point is the mean of ${stride} records; zoom in for single ones. ` : "";
    const how = COARSE.matches ? "" : "Drag to zoom, shift-drag to pan, double-click for the whole run.";
    this.find(".lr-note").textContent = words + how;
  }

  // [{ seen, colour, sign, words }]
  mark(markers) {
    const same = JSON.stringify(markers);
    if (same === this.marked) return;
    this.marked = same;
    this.markers = markers;
    this.draw();
  }

  // At a number of images seen, or away where that is undefined.
  moveCursor(seen) {
    if (seen === this.cursorSeen) return;
    this.cursorSeen = seen;
    this.showLegend();
    if (!this.plot.data || !window.Plotly || this.drawing) return this.draw();
    window.Plotly.relayout(this.plot, { shapes: this.marks.shapes(this.shown()) });
  }

  restyle() {
    const style = getComputedStyle(this.root);
    const variable = (name, fallback) => style.getPropertyValue(name).trim() || fallback;
    this.colours = {
      g: this.data.colour_g,
      d: this.data.colour_d,
      text: variable("--st-text-color", style.color),
      font: style.fontFamily,
      background: variable("--st-background-color", "Canvas"),
      grid: "rgba(128,128,128,0.25)",
    };
    this.root.style.setProperty("--lr-g", this.data.colour_g);
    this.root.style.setProperty("--lr-d", this.data.colour_d);
    this.draw();
  }
}
