// Losses and D's verdicts over epochs, drawn by Plotly in place, so that a zoom stays.

const DRAWN_POINTS = 360; // more cannot be told apart at this width, and cost the training time
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

class Curves {
  constructor(root, data) {
    this.root = root;
    this.plot = root.querySelector(".lr-plot");
    this.forget();
    this.read(data);
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
    this.columns = { images_seen: [], epoch: [] };
    for (const name of ["loss/G", "loss/D", "score/real", "score/fake", "logit/real", "logit/fake"]) this.columns[name] = [];
    this.drawn = -1;
  }

  take(columns) {
    for (const name of Object.keys(this.columns)) this.columns[name].push(...(columns[name] ?? []));
    this.showLegend();
    this.draw();
  }

  column(name) {
    return this.columns[this.columnOf[name] ?? name];
  }

  showLegend() {
    for (const cell of this.root.querySelectorAll("[data-curve]")) {
      const value = this.column(cell.dataset.curve).at(-1);
      cell.textContent = value === undefined || value === null ? "–" : value.toFixed(2);
    }
  }

  async draw() {
    const count = this.columns.epoch.length;
    if (count === 0 || count === this.drawn) return;
    this.drawn = count;
    const Plotly = await loadPlotly();
    if (!this.plot.isConnected) return;
    const kinds = ["loss/G", "loss/D", "real", "fake"];
    const [epoch, ...curves] = thin([this.columns.epoch, ...kinds.map((name) => this.column(name))]);
    const { g, d } = this.colours;
    const line = (y, name, color, width, yaxis) => ({
      x: epoch, y, name, yaxis, mode: "lines", line: { color, width },
      hovertemplate: `${name} %{y:.3f}<extra></extra>`,
    });
    const traces = [
      line(curves[0], "G loss", g, 2.5, "y"),
      line(curves[1], this.names["loss/D"], d, 2.5, "y"),
      line(curves[2], this.names.real, d, 1.5, "y2"),
      line(curves[3], this.names.fake, g, 1.5, "y2"),
    ];
    await Plotly.react(this.plot, traces, this.layout(), { displayModeBar: false, responsive: true });
  }

  layout() {
    const { text, grid } = this.colours;
    const axis = { gridcolor: grid, zeroline: false, color: text, linecolor: grid, fixedrange: false };
    const { title, range } = this.verdict;
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
      yaxis2: { ...axis, domain: [0, 0.33], title: { text: title }, ...(range && { range }) },
      shapes: [...this.drawnLines(), ...this.cursor()],
      annotations: this.words(),
    };
  }

  drawnLines() {
    const { g, d, text } = this.colours;
    const colour = { G: g, D: d, floor: d, both: text };
    const line = (y, yref, color, dash) => ({
      type: "line", xref: "paper", x0: 0, x1: 1, y0: y, y1: y, yref,
      line: { color, width: 1, dash }, opacity: 0.8, layer: "below",
    });
    return [
      ...this.lines.map(({ value, of }) => line(value, "y", colour[of], of === "floor" ? "dash" : "dot")),
      line(this.verdict.chance, "y2", text, "dot"),
    ];
  }

  words() {
    const words = (y, yref, text, below) => ({
      xref: "paper", x: 1, xanchor: "right", y, yref, yanchor: below ? "top" : "bottom", text,
      showarrow: false, font: { size: 11 }, opacity: 0.8,
    });
    return [
      ...this.lines.map(({ value, words: text, of }) => words(value, "y", text, of === "G" || of === "floor")),
      words(this.verdict.chance, "y2", "cannot tell"),
    ];
  }

  cursor() {
    if (this.cursorAt === undefined) return [];
    return [{
      type: "line", xref: "x", x0: this.cursorAt, x1: this.cursorAt, yref: "paper", y0: 0, y1: 1,
      line: { color: this.colours.text, width: 1.5 },
    }];
  }

  // At an epoch, or away where that is undefined.
  moveCursor(at) {
    if (at === this.cursorAt) return;
    this.cursorAt = at;
    if (this.plot.data && window.Plotly) {
      window.Plotly.relayout(this.plot, { shapes: [...this.drawnLines(), ...this.cursor()] });
    }
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
    this.drawn = -1;
    this.draw();
  }
}
