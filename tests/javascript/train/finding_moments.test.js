import assert from "node:assert/strict";
import { test } from "node:test";

import { findingsAt, markersOf, sinceText } from "../../../playground/train/frontend/findings/finding_moments.js";

/** @typedef {import("../../../playground/train/frontend/types.js").Finding} Finding */
/** @type {(kind: string, since: number, tone?: Finding["tone"]) => Finding} */
const finding = (kind, since, tone = "bad") => ({
  kind, tone, since, title: `title of ${kind}`, observation: "", evidence: [], meaning: "", suggestions: [], cause: "",
});

const MOMENTS = [
  { images_seen: 0, findings: [] },
  { images_seen: 1000, findings: [finding("learning", 500, "good")] },
  { images_seen: 2000, findings: [finding("collapse", 1500)] },
];

test("findings are those of the last moment up to there", () => {
  assert.deepEqual(findingsAt(MOMENTS, 999), []);
  assert.equal(findingsAt(MOMENTS, 1000)[0].kind, "learning");
  assert.equal(findingsAt(MOMENTS, 9999)[0].kind, "collapse");
  assert.deepEqual(findingsAt([], 5), []);
});

test("a finding that lasts leaves one marker, one that comes again another", () => {
  const markers = markersOf(
    [...MOMENTS, { images_seen: 3000, findings: [finding("collapse", 1500)] }],
    [finding("collapse", 1500), finding("learning", 2800, "good")],
  );
  assert.deepEqual(markers.map(({ seen, sign }) => [seen, sign]), [[500, "○"], [1500, "▼"], [2800, "○"]]);
  assert.equal(markers[1].words, "title of collapse");
});

test("since when", () => {
  assert.equal(sinceText(0), "from the start");
  assert.equal(sinceText(14720), "since 14,720 images");
});
