// Lines in the curves: values to read them against, markers of findings and changes, the cursor.

class Lines {
  constructor(curves) {
    this.curves = curves;
  }

  // As Plotly takes them: over the shown panels, and the words beside them.
  shapes(shown) {
    return [...this.drawn(shown), ...this.markers(), ...this.cursor()];
  }

  annotations(shown) {
    return [...this.words(shown), ...this.signs()];
  }

  // { value, y-axis, words, colour, dash, below } of every line to read a curve against.
  references(shown) {
    const { colours: { g, d, text }, measures, options, verdict } = this.curves;
    const colour = { G: g, D: d, floor: d, both: text };
    const found = [];
    if (shown.includes("losses")) {
      found.push(...this.curves.lines.map(({ value, words, of }) => ({
        value, words, axis: "y", colour: colour[of], dash: of === "floor" ? "dash" : "dot", below: of === "G" || of === "floor",
      })));
    }
    if (shown.includes("verdict")) {
      found.push({ value: verdict.chance, words: "cannot tell", axis: "y2", colour: text, dash: "dot" });
    }
    const floor = floorOf(measures.measured().at(-1), measures.chosen);
    if (shown.includes("measure") && typeof floor === "number") {
      found.push({ value: floor, words: `real against real: ${figure(floor)}`, axis: "y3", colour: text, dash: "dash" });
    }
    // A logarithmic axis has no place for what is not above 0.
    return options.log ? found.filter(({ value, axis }) => value > 0 || axis === "y2") : found;
  }

  drawn(shown) {
    return this.references(shown).map(({ value, axis, colour, dash }) => ({
      type: "line", xref: "paper", x0: 0, x1: 1, y0: value, y1: value, yref: axis,
      line: { color: colour, width: 1, dash }, opacity: 0.8, layer: "below",
    }));
  }

  words(shown) {
    return this.references(shown).map(({ value, words, axis, below }) => ({
      xref: "paper", x: 1, xanchor: "right", yref: axis, yanchor: below ? "top" : "bottom", text: words,
      // Plotly places a word on a logarithmic axis by the logarithm, a line by the value.
      y: this.curves.options.log && axis !== "y2" ? Math.log10(value) : value,
      // On ground of its own, as a curve may run there.
      showarrow: false, font: { size: 11 }, opacity: 0.85, bgcolor: this.curves.colours.background, borderpad: 1,
    }));
  }

  markers() {
    return this.curves.markers.map(({ seen, colour }) => ({
      type: "line", xref: "x", x0: this.curves.xOf(seen), x1: this.curves.xOf(seen), yref: "paper", y0: 0, y1: 1,
      line: { color: colour, width: 1.5, dash: "dot" }, layer: "below",
    }));
  }

  signs() {
    return this.curves.markers.map(({ seen, colour, sign, words }) => ({
      xref: "x", x: this.curves.xOf(seen), yref: "paper", y: 1, yanchor: "bottom", text: sign, hovertext: words, seen,
      showarrow: false, font: { color: colour, size: 14 }, captureevents: true,
    }));
  }

  cursor() {
    if (this.curves.cursorSeen === undefined) return [];
    const x = this.curves.xOf(this.curves.cursorSeen);
    return [{
      type: "line", xref: "x", x0: x, x1: x, yref: "paper", y0: 0, y1: 1,
      line: { color: this.curves.colours.text, width: 1.5 },
    }];
  }
}
