import assert from "node:assert/strict";
import { test } from "node:test";

import { clippedRange, domains, frameOf, layoutOf } from "../../../playground/train/frontend/curves/panels.js";

const COLOURS = { text: "black", grid: "grey", font: "sans-serif", background: "white" };

test("panels share the height by weight, from top to bottom, with gaps", () => {
  const { losses, output } = domains(["losses", "output"], 0.3);
  assert.deepEqual(losses?.map((value) => value.toFixed(3)), ["0.600", "1.000"]);
  assert.deepEqual(output?.map((value) => value.toFixed(3)), ["0.000", "0.300"]);
  assert.deepEqual(domains(["speed"], 0.3), { speed: [0, 1] });
});

test("headings keep their height in px, whatever the size of the plot", () => {
  for (const height of [300, 900]) {
    const { heading, top, places } = frameOf(["losses", "output"], { width: 700, height });
    const gap = (/** @type {[number, number]} */ (places.losses)[0] - /** @type {[number, number]} */ (places.output)[1]);
    assert.ok(Math.abs(gap * (height - top - 38) - heading) < 1e-9);
  }
  assert.ok(frameOf([], { width: 300, height: 400 }).heading > frameOf([], { width: 700, height: 400 }).heading);
});

test("clipping leaves the rarest values out of the loss axis", () => {
  const values = [...Array(200).fill(1), 1000];
  assert.deepEqual(clippedRange(values, false), { range: [0, 1.05] });
  assert.deepEqual(clippedRange(values, true), { range: [0, 0] });
  assert.deepEqual(clippedRange([-1, 2], true), {});
  assert.deepEqual(clippedRange([null], false), {});
});

test("the layout has the shown axes only, keeps a zoom, and names the x-axis", () => {
  const shown = /** @type {import("../../../playground/train/frontend/curves/panels.js").PanelName[]} */ (["losses", "metric"]);
  const frame = frameOf(shown, { width: 700, height: 400 });
  const options = { clip: false, log: true, touch: false };
  const look = { run: "00001-a", shown, frame, ...options, losses: [1], outputAxis: {}, metric: "fd", colours: COLOURS };
  const layout = /** @type {Record<string, any>} */ (layoutOf({ ...look, along: "epoch" }));
  assert.ok(layout.yaxis && layout.yaxis3 && !layout.yaxis2 && !layout.yaxis4);
  assert.equal(layout.uirevision, "00001-a");
  assert.equal(layout.xaxis.title.text, "epoch");
  assert.equal(layout.xaxis.anchor, "y3");
  assert.equal(layout.yaxis.type, "log");
  assert.equal(layoutOf({ ...look, along: "minutes" }).xaxis.title.text, "minutes of training");
});
