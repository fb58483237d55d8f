// The frame of the curves: panels one above the other, their axes and how Plotly is to behave.

// Panels from top to bottom: their y-axis and their share of the height.
const PANELS = { losses: ["y", 4], verdict: ["y2", 3], measure: ["y3", 3], speed: ["y4", 2] };
const GAP = 0.07; // between two panels, of the height
const COARSE = matchMedia("(pointer: coarse)"); // a finger scrolls the page, so it does not zoom

class Frame {
  constructor(curves) {
    this.curves = curves;
  }

  // As Plotly takes it.
  layout() {
    const { text, grid } = this.curves.colours;
    const { along, cap, log } = this.curves.options;
    const axis = { gridcolor: grid, zeroline: false, color: text, linecolor: grid, fixedrange: false, automargin: false };
    const shown = this.curves.shown();
    const domains = stack(shown);
    // With a format, the ticks between powers of ten say 0.2 and not a bare 2.
    const scale = log ? { type: "log", tickformat: "~g" } : { rangemode: "tozero" };
    const y = {
      losses: { ...scale, title: { text: "loss" }, uirevision: `${cap}${log}`, ...this.capped() },
      verdict: { title: { text: this.curves.verdict.title }, ...(this.curves.verdict.range && { range: this.curves.verdict.range }) },
      measure: { ...scale, title: { text: this.axisTitle() }, uirevision: `${this.curves.measures.chosen}${log}` },
      speed: { rangemode: "tozero", title: { text: "img/s" } },
    };
    const axes = Object.fromEntries(
      shown.map((name) => [PANELS[name][0].replace("y", "yaxis"), { ...axis, domain: domains[name], ...y[name] }]),
    );
    const x = { ...axis, title: { text: along === "epoch" ? "epoch" : "minutes of training", standoff: 6 }, anchor: PANELS[shown.at(-1)][0], uirevision: along };
    return {
      uirevision: this.curves.data.run,
      margin: { l: 50, r: 12, t: 16, b: 40 },
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      font: { color: text, size: 13, family: this.curves.colours.font },
      showlegend: false,
      dragmode: COARSE.matches ? false : "zoom",
      hovermode: "x unified",
      hoverlabel: { bgcolor: this.curves.colours.background, font: { color: text } },
      xaxis: x,
      ...axes,
      shapes: this.curves.marks.shapes(shown),
      annotations: this.curves.marks.annotations(shown),
    };
  }

  axisTitle() {
    const name = this.curves.measures.shortName();
    return name.length > 18 ? `${name.slice(0, 17)}…` : name;
  }

  // The loss axis without the rarest 2%, which one spike would otherwise press flat.
  capped() {
    if (!this.curves.options.cap) return {};
    const values = [...this.curves.column("loss/G"), ...this.curves.column("loss/D")];
    const [low, high] = [quantile(values, 0.01), quantile(values, 0.99)];
    if (this.curves.options.log) return low > 0 ? { range: [Math.log10(low), Math.log10(high)] } : {};
    return { range: [Math.min(0, low), 1.05 * high] };
  }
}

// Domains of the shown panels, from top to bottom, by their shares of the height.
function stack(shown) {
  const total = shown.reduce((sum, name) => sum + PANELS[name][1], 0);
  const free = 1 - GAP * (shown.length - 1);
  const domains = {};
  let top = 1;
  for (const name of shown) {
    const bottom = Math.max(0, top - (free * PANELS[name][1]) / total);
    domains[name] = [bottom, top];
    top = bottom - GAP;
  }
  return domains;
}
