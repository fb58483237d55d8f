// Measures by tick: their values at a moment beside what would be perfect, and the classes drawn.

class Measures {
  // onChoose(key) is told which measure the curve is of.
  constructor(root, data, onChoose) {
    this.find = (selector) => root.querySelector(selector);
    this.onChoose = onChoose;
    this.find(".lr-measure").addEventListener("change", (event) => {
      this.chosen = event.target.value;
      this.onChoose();
    });
    this.forget();
    this.read(data);
  }

  read(data) {
    this.words = data.measures;
    this.classNames = data.histogram_classes;
  }

  forget() {
    this.rows = [];
    this.offered = "";
    this.chosen ??= "fd";
    this.drawn = undefined;
  }

  take({ rows }) {
    this.rows.push(...rows);
    this.offer();
  }

  offer() {
    const present = this.words.filter(({ key }) => this.rows.some((row) => row[key] !== undefined));
    const keys = present.map(({ key }) => key).join();
    if (keys === this.offered) return;
    this.offered = keys;
    this.find(".lr-numbers").hidden = !present.length;
    this.find(".lr-measure").replaceChildren(
      ...present.map(({ key }) => {
        const option = element("option", "", this.nameOf(key));
        option.value = key;
        return option;
      }),
    );
    if (!present.some(({ key }) => key === this.chosen) && present.length) this.chosen = present[0].key;
    this.find(".lr-measure").value = this.chosen;
  }

  about(key = this.chosen) {
    return this.words.find((measure) => measure.key === key);
  }

  // A distance carries the name of the network whose features it was measured on.
  nameOf(key) {
    const own = key === "fd" && this.rows.at(-1)?.fd_name;
    return own ? `${this.about(key).name} (${own})` : this.about(key).name;
  }

  shortName(key = this.chosen) {
    return (key === "fd" && this.rows.at(-1)?.fd_name) || this.about(key).name;
  }

  at(seen) {
    return this.rows.findLast((row) => row.images_seen <= seen);
  }

  measured(key = this.chosen) {
    return this.rows.filter((row) => typeof row[key] === "number");
  }

  // The best moment by the chosen measure, or by the distance where it has no better and worse.
  best() {
    const judged = this.about()?.better ? this.chosen : "fd";
    const { better } = this.about(judged) ?? {};
    const rows = this.measured(judged).filter((row) => row.images_seen > 0);
    if (!rows.length || !better) return undefined;
    const badness = { low: (v) => v, high: (v) => -v, one: (v) => Math.abs(v - 1) }[better];
    const row = rows.reduce((a, b) => (badness(b[judged]) < badness(a[judged]) ? b : a));
    return { seen: row.images_seen, key: judged, value: row[judged], words: `best ${this.shortName(judged)}` };
  }

  show(seen) {
    const row = this.at(seen);
    if (row === this.drawn) return;
    this.drawn = row;
    this.showNumbers(row);
    this.showClasses(row);
    this.showVerdicts(row);
  }

  // What was seen of the tiles of this very sheet, where it was measured.
  tiles(seen) {
    const row = this.at(seen);
    return row?.images_seen === seen && row.tile_logits ? { classes: row.tile_classes, logits: row.tile_logits } : undefined;
  }

  showNumbers(row) {
    const table = this.find(".lr-numbers table");
    const count = row?.samples?.toLocaleString("en");
    table.caption.textContent = row
      ? `G_ema at epoch ${row.epoch?.toFixed(2) ?? "–"}, ${count} samples. In brackets: real images against real ones, or what would be perfect.`
      : "Nothing measured up to this moment.";
    const lines = this.words.filter(({ key }) => typeof row?.[key] === "number").map((measure) => {
      const line = element("tr");
      line.title = measure.about;
      const value = element("td", "", figure(row[measure.key]));
      line.append(element("th", "", this.shortName(measure.key)), value, element("td", "lr-perfect", bracket(row, measure)));
      return line;
    });
    table.tBodies[0].replaceChildren(...lines);
  }

  showClasses(row) {
    const place = this.find(".lr-histogram");
    const { class_histogram: fake, class_histogram_real: real } = row ?? {};
    place.hidden = !fake;
    if (!fake) return;
    const share = (values) => values.map((value) => value / (values.reduce((a, b) => a + b, 0) || 1));
    const [fakes, reals] = [share(fake), real ? share(real) : undefined];
    const highest = Math.max(...fakes, ...(reals ?? []), 1e-9);
    const bars = fakes.map((value, index) => {
      const name = this.classNames[index] ?? `class ${index}`;
      const bar = element("div", "lr-class");
      bar.title = `${name}: ${percent(value)} of ${row.samples} samples` + (reals ? `, ${percent(reals[index])} of the reals` : "");
      const fill = element("span", "lr-class-fill");
      fill.style.setProperty("--share", value / highest);
      bar.append(fill);
      if (reals) {
        const line = element("i", "lr-class-real");
        line.style.setProperty("--share", reals[index] / highest);
        bar.append(line);
      }
      bar.append(element("small", "", name));
      return bar;
    });
    const caption = element("p", "", `Classes recognised in ${row.samples.toLocaleString("en")} samples of G_ema; the lines are the reals' shares.`);
    const chart = element("div", "lr-class-bars");
    chart.append(...bars);
    place.replaceChildren(chart, caption);
  }

  // D's verdicts as distributions: reals upwards, fakes downwards from the middle.
  showVerdicts(row) {
    const place = this.find(".lr-verdicts");
    const { histogram_real: real, histogram_fake: fake, histogram_range: range } = row ?? {};
    place.hidden = !real || !fake || !range;
    if (place.hidden) return;
    const highest = Math.max(...real, ...fake, 1e-9);
    const chart = element("div", "lr-bins");
    const width = (range[1] - range[0]) / real.length;
    real.forEach((share, index) => {
      const bin = element("div", "lr-bin");
      const from = range[0] + index * width;
      bin.title = `${figure(from)} to ${figure(from + width)}: ${percent(share)} of reals, ${percent(fake[index])} of fakes`;
      for (const [name, value] of [["real", share], ["fake", fake[index]]]) {
        const bar = element("span", `lr-bin-${name}`);
        bar.style.setProperty("--share", value / highest);
        bin.append(bar);
      }
      chart.append(bin);
    });
    const of = row.histogram_of === "score" ? "D(x) and D(G(z))" : "D's logits";
    const ends = element("div", "lr-ends");
    ends.append(element("span", "", figure(range[0])), element("span", "", "reals above, fakes below"), element("span", "", figure(range[1])));
    place.replaceChildren(chart, ends, element("p", "", `${of} as distributions; a D that cannot tell gives both the same.`));
  }
}

// What real images have against real ones, by the same number of samples; nothing where unknown.
function floorOf(row, key) {
  return row?.[`${key}_floor`] ?? row?.[`${key}_real`];
}

function bracket(row, { key, perfect }) {
  const floor = floorOf(row, key);
  if (typeof floor === "number") return `(${figure(floor)})`;
  if (perfect === "all") return `(${row.samples})`;
  return perfect ? `(${perfect})` : "";
}

function figure(value) {
  if (Number.isInteger(value)) return value.toLocaleString("en");
  if (value !== 0 && Math.abs(value) < 0.01) return value.toExponential(1);
  return value.toFixed(Math.abs(value) < 10 ? 3 : 1);
}

function percent(share) {
  return `${(100 * share).toFixed(1)}%`;
}
