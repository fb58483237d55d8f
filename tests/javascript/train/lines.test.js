import assert from "node:assert/strict";
import { test } from "node:test";

import { curveNames } from "../../../playground/train/frontend/curves/curve_names.js";
import {
  cursorShapes, headings, markerShapes, markerSigns, references, referenceShapes,
} from "../../../playground/train/frontend/curves/lines.js";
import { frameOf } from "../../../playground/train/frontend/curves/panels.js";

/** @typedef {import("../../../playground/train/frontend/curves/panels.js").PanelName} PanelName */

const SHOWN = /** @type {PanelName[]} */ (["losses", "output", "metric"]);
/** @type {import("../../../playground/train/frontend/curves/lines.js").LineLook} */
const LOOK = {
  shown: SHOWN, log: false, undecided: 0.5, best: 0.9, figure: String, colours: { g: "orange", d: "blue", text: "black" },
  lines: [{ value: 1.386, words: "chance level of D (2 ln 2)", of: "D" }, { value: -0.5, words: "floor", of: "floor" }],
};

test("every panel has its lines, in the colour of the network they are of", () => {
  const found = references(LOOK).map(({ panel, value, colour }) => [panel, value, colour]);
  assert.deepEqual(found, [["losses", 1.386, "blue"], ["losses", -0.5, "blue"], ["output", 0.5, "black"], ["metric", 0.9, "black"]]);
});

test("a hidden panel has none, and a log scale none that is not above 0", () => {
  assert.deepEqual(references({ ...LOOK, shown: ["output"] }).map(({ panel }) => panel), ["output"]);
  assert.deepEqual(references({ ...LOOK, log: true, undecided: 0 }).map(({ value }) => value), [1.386, 0, 0.9]);
  assert.deepEqual(references({ ...LOOK, best: undefined }).map(({ panel }) => panel), ["losses", "losses", "output"]);
});

test("a line lies at its value on its panel's axis", () => {
  const [, , output] = referenceShapes(references(LOOK));
  assert.deepEqual([output.yref, output.y0, output.y1, output.xref], ["y2", 0.5, 0.5, "paper"]);
});

test("no word stands on a curve: all are over their panel", () => {
  const frame = frameOf(SHOWN, { width: 700, height: 500 });
  const names = { losses: "Loss", output: "D's output", metric: "KID", speed: "Speed" };
  const found = headings(SHOWN, names, references(LOOK), frame);
  found.forEach((heading, index) => {
    assert.equal(heading.y, frame.places[SHOWN[index]]?.[1]);
    assert.equal(heading.yanchor, "bottom");
    assert.ok(heading.text.startsWith(`<b>${names[SHOWN[index]]}</b>`));
  });
  assert.ok(found[0].text.includes("chance level of D (2 ln 2)"));
  assert.ok(!found[0].text.includes("<br>"));
  const narrow = headings(SHOWN, names, references(LOOK), frameOf(SHOWN, { width: 320, height: 500 }));
  assert.ok(narrow[0].text.includes("<br>"));
});

test("markers and cursor go through all panels, not through the headings; only markers are dotted", () => {
  const marker = { seen: 100, colour: "red", sign: "▼", words: "Mode collapse" };
  const half = (/** @type {number} */ seen) => seen / 2;
  const frame = frameOf(SHOWN, { width: 700, height: 500 });
  const shapes = markerShapes([marker], half, frame);
  assert.deepEqual(shapes.map(({ y0, y1 }) => [y0, y1]), SHOWN.map((name) => frame.places[name]));
  assert.deepEqual([shapes[0].x0, shapes[0].line.dash], [50, "dot"]);
  assert.deepEqual([markerSigns([marker], half, 22)[0].seen, markerSigns([marker], half, 22)[0].hovertext], [100, "Mode collapse"]);
  const adjusted = { ...marker, sign: "◆", colour: "purple", words: "only G trains" };
  const together = markerSigns([marker, adjusted, { ...marker, seen: 300 }], half, 22);
  assert.deepEqual(together.map(({ seen, hovertext }) => [seen, hovertext]), [[100, "Mode collapse<br>only G trains"], [300, "Mode collapse"]]);
  assert.match(together[0].text, /▼.*purple.*◆/);
  assert.deepEqual(cursorShapes(undefined, "black", frame), []);
  assert.equal(cursorShapes(3, "black", frame).length, SHOWN.length);
  assert.equal(cursorShapes(3, "black", frame)[0].x0, 3);
  assert.ok(!("dash" in cursorShapes(3, "black", frame)[0].line));
});

test("where D's sigmoid is no probability, its logits are named", () => {
  assert.equal(curveNames({ reduction: "sum", output: "score", lines: [] }).real, "D(x), real");
  const names = curveNames({ reduction: "mean", output: "logit", lines: [] });
  assert.deepEqual([names.generated, names.undecided, names.lossD], ["D's logit, generated", 0, "Discriminator (D) loss (mean)"]);
});
