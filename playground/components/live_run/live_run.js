// A run as it happens: curves, sample sheets, progress. Polls /api with one request in flight and
// changes what is on the page in place, so zoom, slider and focus stay where the person put them.

const CURVES = ["loss/G", "loss/D", "score/real", "score/fake"];
const DRAWN_POINTS = 360; // more cannot be told apart at this width, and cost the training time
const POLL_MS = { first: 1000, later: 2000, ended: 5000 };
const FIRST_SECONDS = 20;
const SPEAK_MS = 10000;
const PLAY_MS = 180;
const ACTIVE = ["queued", "running", "paused"];
const views = new WeakMap();
let plotlyLoading;

export default function (component) {
  const root = component.parentElement.querySelector(".live-run");
  const known = views.get(root);
  if (known && known.data.run === component.data.run) {
    known.component = component;
    known.data = component.data;
    known.restyle();
  } else {
    known?.stop();
    views.set(root, new LiveRun(root, component));
  }
  const view = views.get(root);
  view.start();
  return () => view.stop();
}

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

class LiveRun {
  constructor(root, component) {
    this.root = root;
    this.component = component;
    this.data = component.data;
    this.find = (selector) => root.querySelector(selector);
    this.forget();
    this.followsNow = true;
    this.showsReals = false;
    this.spokenAt = 0;
    this.listen();
    this.restyle();
    this.nameClasses();
  }

  forget() {
    this.since = 0;
    this.columns = { images_seen: [], epoch: [] };
    for (const name of CURVES) this.columns[name] = [];
    this.sheets = [];
    this.shown = null;
    this.drawn = -1;
  }

  listen() {
    this.find(".lr-slider").addEventListener("input", (event) => {
      this.pause();
      this.follow(Number(event.target.value) === this.sheets.length - 1);
      this.showSheet(Number(event.target.value));
    });
    this.find(".lr-now").addEventListener("click", () => {
      this.pause();
      this.follow(true);
      this.showSheet(this.sheets.length - 1);
    });
    this.find(".lr-play").addEventListener("click", () => (this.playing ? this.pause() : this.play()));
    this.find(".lr-sheet").addEventListener("click", (event) => this.openTile(event));
    this.find(".lr-reals").addEventListener("click", () => {
      this.showsReals = !this.showsReals;
      this.find(".lr-reals").setAttribute("aria-pressed", this.showsReals);
      this.shown = null;
      this.showSheet(Number(this.find(".lr-slider").value));
    });
  }

  start() {
    if (this.alive) return;
    this.alive = true;
    this.poll();
  }

  stop() {
    this.alive = false;
    clearTimeout(this.timer);
    this.pause();
  }

  async poll() {
    clearTimeout(this.timer);
    if (!this.alive || !this.root.isConnected) return;
    if (!document.hidden && !this.asking) {
      this.asking = true;
      try {
        const answer = await fetch(`/api/runs/${this.data.run}/live?since=${this.since}`);
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
    return (this.status.seconds ?? 0) < FIRST_SECONDS ? POLL_MS.first : POLL_MS.later;
  }

  take(news) {
    // A resumed run drops what came after its checkpoint, so the whole curve is fetched anew.
    if (this.status && this.status.queued_at !== news.status.queued_at && this.since > 0) {
      this.status = news.status;
      this.forget();
      this.timer = setTimeout(() => this.poll(), 0);
      return;
    }
    this.status = news.status;
    for (const name of Object.keys(this.columns)) this.columns[name].push(...news.columns[name]);
    this.since = news.next;
    this.showProgress();
    this.showLegend();
    this.takeSheets(news.sheets);
    this.drawCurves();
    this.speak();
    this.tellPython(news);
  }

  tellPython(news) {
    const state = `${news.status.state}/${news.generators.length > 0}`;
    if (state !== this.data.state && state !== this.told) {
      this.told = state;
      this.component.setStateValue("state", state);
    }
  }

  // progress

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

  showLegend() {
    for (const cell of this.root.querySelectorAll("[data-curve]")) {
      const value = this.columns[cell.dataset.curve].at(-1);
      cell.textContent = value === undefined || value === null ? "–" : value.toFixed(2);
    }
  }

  speak() {
    const now = Date.now();
    if (now - this.spokenAt < SPEAK_MS && this.status.state === this.spokenState) return;
    this.spokenAt = now;
    this.spokenState = this.status.state;
    this.find(".lr-spoken").textContent = `${this.status.state}, ${this.facts()}`;
  }

  // sample sheets

  nameClasses() {
    const names = this.data.class_names;
    const row = this.find(".lr-classes");
    row.replaceChildren();
    if (!names.length || names.length !== this.data.sheet_columns) return;
    row.style.gridTemplateColumns = `repeat(${names.length}, minmax(0, 1fr))`;
    for (const name of names) {
      const cell = document.createElement("span");
      cell.textContent = cell.title = name;
      row.append(cell);
    }
  }

  takeSheets(sheets) {
    const slider = this.find(".lr-slider");
    this.sheets = sheets;
    slider.max = Math.max(0, sheets.length - 1);
    if (this.followsNow) slider.value = slider.max;
    this.showSheet(Number(slider.value));
  }

  showSheet(index) {
    if (!this.sheets.length) return;
    const seen = this.sheets[Math.min(index, this.sheets.length - 1)];
    this.find(".lr-slider").value = index;
    const wanted = this.showsReals ? "reals" : String(seen);
    if (wanted !== this.shown) {
      this.shown = wanted;
      const picture = this.find(".lr-sheet");
      picture.src = `/api/runs/${this.data.run}/sheets/${wanted}.png`;
      picture.alt = this.showsReals ? "Real training images" : `Samples after ${seen} images seen`;
      this.find(".lr-slider").setAttribute("aria-valuetext", `${seen} images seen`);
    }
    this.find(".lr-caption").textContent = this.caption(seen, index);
    this.moveCursor(seen);
  }

  // The seed of a tile is its number, so the tile can be met again on the Explore page.
  openTile(event) {
    const picture = event.target;
    if (this.showsReals || !picture.naturalWidth) return;
    const box = picture.getBoundingClientRect();
    const scale = Math.min(box.width / picture.naturalWidth, box.height / picture.naturalHeight);
    const tile = (picture.naturalWidth * scale) / this.data.sheet_columns;
    const column = Math.floor((event.clientX - box.left) / tile);
    const row = Math.floor((event.clientY - box.top) / tile);
    const rows = Math.round((picture.naturalHeight * scale) / tile);
    if (column >= this.data.sheet_columns || row >= rows) return;
    const view = new URLSearchParams({
      model: `run:${this.data.run}@${Number(this.shown)}`,
      seed_a: row * this.data.sheet_columns + column,
    });
    location.assign(new URL(`./?${view}`, location.href));
  }

  caption(seen, index) {
    if (this.showsReals) return "Real training images, as G should draw them.";
    if (seen === 0) return "Before training. Tile k of every sheet is seed k, so each can be followed through time.";
    const epoch = (seen / (this.status?.images_per_epoch || seen)).toFixed(2);
    const now = index === this.sheets.length - 1 ? "Newest sheet" : "Sheet";
    return `${now}: G_ema after ${seen.toLocaleString("en")} images, epoch ${epoch}. Click a tile to explore from it.`;
  }

  follow(follows) {
    this.followsNow = follows;
    this.find(".lr-now").setAttribute("aria-pressed", follows);
  }

  play() {
    let index = Number(this.find(".lr-slider").value);
    if (index >= this.sheets.length - 1) index = -1;
    this.follow(false);
    this.find(".lr-play").textContent = "❚❚";
    this.playing = setInterval(() => {
      index += 1;
      this.showSheet(index);
      if (index >= this.sheets.length - 1) {
        this.pause();
        this.follow(true);
      }
    }, PLAY_MS);
  }

  pause() {
    clearInterval(this.playing);
    this.playing = undefined;
    this.find(".lr-play").textContent = "▶";
  }

  // curves

  async drawCurves() {
    const count = this.columns.epoch.length;
    if (count === 0 || count === this.drawn) return;
    this.drawn = count;
    const Plotly = await loadPlotly();
    if (!this.alive) return;
    const [epoch, ...curves] = thin([this.columns.epoch, ...CURVES.map((name) => this.columns[name])]);
    const { g, d } = this.colours;
    const line = (y, name, color, width, yaxis) => ({
      x: epoch, y, name, yaxis, mode: "lines", line: { color, width },
      hovertemplate: `${name} %{y:.3f}<extra></extra>`,
    });
    const traces = [
      line(curves[0], "G loss", g, 2.5, "y"),
      line(curves[1], "D loss", d, 2.5, "y"),
      line(curves[2], "D(x)", d, 1.5, "y2"),
      line(curves[3], "D(G(z))", g, 1.5, "y2"),
    ];
    await Plotly.react(this.find(".lr-plot"), traces, this.layout(), { displayModeBar: false, responsive: true });
  }

  layout() {
    const { text, grid } = this.colours;
    const axis = { gridcolor: grid, zeroline: false, color: text, linecolor: grid, fixedrange: false };
    return {
      uirevision: this.data.run,
      margin: { l: 46, r: 12, t: 6, b: 40 },
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      font: { color: text, size: 13, family: this.colours.font },
      showlegend: false,
      hovermode: "x unified",
      hoverlabel: { bgcolor: this.colours.background, font: { color: text } },
      xaxis: { ...axis, title: { text: "epoch", standoff: 6 }, anchor: "y2" },
      yaxis: { ...axis, domain: [0.42, 1], title: { text: "loss" }, rangemode: "tozero" },
      yaxis2: { ...axis, domain: [0, 0.33], title: { text: "P(real)" }, range: [-0.02, 1.02] },
      shapes: [...this.chanceLines(), ...this.cursor()],
      annotations: this.chanceWords(),
    };
  }

  chanceLines() {
    const { g, d, text } = this.colours;
    const line = (y, yref, color) => ({
      type: "line", xref: "paper", x0: 0, x1: 1, y0: y, y1: y, yref,
      line: { color, width: 1, dash: "dot" }, opacity: 0.8, layer: "below",
    });
    return [line(Math.LN2, "y", g), line(2 * Math.LN2, "y", d), line(0.5, "y2", text)];
  }

  chanceWords() {
    const words = (y, yref, text) => ({
      xref: "paper", x: 1, xanchor: "right", y, yref, yanchor: "bottom", text,
      showarrow: false, font: { size: 11 }, opacity: 0.8, bgcolor: this.colours.background,
    });
    return [
      words(2 * Math.LN2, "y", "D guessing: 2 ln 2"),
      words(Math.LN2, "y", "D guessing: ln 2"),
      words(0.5, "y2", "cannot tell"),
    ];
  }

  cursor() {
    if (this.followsNow || this.cursorAt === undefined) return [];
    const { text } = this.colours;
    return [{
      type: "line", xref: "x", x0: this.cursorAt, x1: this.cursorAt, yref: "paper", y0: 0, y1: 1,
      line: { color: text, width: 1.5 },
    }];
  }

  moveCursor(seen) {
    const at = seen / (this.status?.images_per_epoch || 1);
    const plot = this.find(".lr-plot");
    const visible = !this.followsNow;
    if (at === this.cursorAt && visible === this.cursorVisible) return;
    this.cursorAt = at;
    this.cursorVisible = visible;
    if (plot.data && window.Plotly) window.Plotly.relayout(plot, { shapes: [...this.chanceLines(), ...this.cursor()] });
  }

  restyle() {
    const style = getComputedStyle(this.root);
    const variable = (name, fallback) => style.getPropertyValue(name).trim() || fallback;
    const text = variable("--st-text-color", style.color);
    this.colours = {
      g: this.data.colour_g,
      d: this.data.colour_d,
      text,
      font: style.fontFamily,
      background: variable("--st-background-color", "Canvas"),
      grid: "rgba(128,128,128,0.25)",
    };
    this.root.style.setProperty("--lr-g", this.data.colour_g);
    this.root.style.setProperty("--lr-d", this.data.colour_d);
    this.drawn = -1;
    this.drawCurves();
  }
}

// Columns with at most DRAWN_POINTS rows: each point the mean of its neighbours.
function thin(columns) {
  const stride = Math.ceil(columns[0].length / DRAWN_POINTS);
  if (stride <= 1) return columns.map((column) => column.slice());
  return columns.map((column) => {
    const means = [];
    for (let start = 0; start < column.length; start += stride) {
      const group = column.slice(start, start + stride).filter((value) => value !== null);
      means.push(group.length ? group.reduce((sum, value) => sum + value, 0) / group.length : null);
    }
    return means;
  });
}

function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  if (hours) return `${hours} h ${minutes} min`;
  return minutes ? `${minutes} min ${whole % 60} s` : `${whole} s`;
}
