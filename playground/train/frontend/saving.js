// The curves taken away: as CSV every value in sight, as PNG what is on the page.

class Saving {
  constructor(root, curves) {
    this.curves = curves;
    root.querySelector(".lr-csv").addEventListener("click", () => this.csv());
    root.querySelector(".lr-png").addEventListener("click", () => this.png());
  }

  // Every value in sight, not the means that are drawn. Measures have rows of their own.
  csv() {
    const { curves } = this;
    const { measures } = curves;
    const shown = curves.shown();
    const ofPanel = { losses: ["loss/G", "loss/D"], verdict: [curves.columnOf.real, curves.columnOf.fake], speed: ["images_per_second"], measure: [] };
    const names = ["images_seen", "epoch", "seconds", ...shown.flatMap((name) => ofPanel[name])];
    const key = shown.includes("measure") ? measures.chosen : undefined;
    const [low, high] = curves.sight();
    const inSight = (value) => value >= low && value <= high;
    const x = curves.x();
    const rows = x.flatMap((value, index) => (inSight(value) ? [[...names.map((name) => curves.columns[name][index]), ...(key ? ["", ""] : [])]] : []));
    if (key) {
      for (const row of measures.measured()) {
        if (inSight(curves.xOf(row.images_seen))) rows.push([...names.map((name) => row[name] ?? ""), row[key], row.samples]);
      }
      rows.sort((a, b) => a[0] - b[0]);
      names.push(measures.shortName(), "samples");
    }
    const text = [names, ...rows].map((row) => row.map((value) => value ?? "").join(",")).join("\n");
    save(new Blob([`${text}\n`], { type: "text/csv" }), `${curves.data.run}-curves.csv`);
  }

  async png() {
    const Plotly = await loadPlotly();
    const { width, height } = this.curves.plot.getBoundingClientRect();
    const { background } = this.curves.colours;
    const picture = { data: this.curves.plot.data, layout: { ...this.curves.plot.layout, paper_bgcolor: background } };
    const address = await Plotly.toImage(picture, { format: "png", width, height, scale: 2 });
    save(await (await fetch(address)).blob(), `${this.curves.data.run}-curves.png`);
  }
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
