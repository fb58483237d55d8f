// Which findings hold at a moment, and the signs they leave over the curves.

/** @typedef {import("../types.js").Finding} Finding */
/** @typedef {import("../types.js").FindingMoment} FindingMoment */

export const SIGNS = { bad: "▼", warning: "▽", good: "○" };
export const COLOURS = { bad: "#d93025", warning: "#c77700", good: "#1e8e4e" };

/**
 * Findings after `seen` images: those of the last of the rising moments up to there.
 * @param {FindingMoment[]} moments
 * @param {number} seen
 * @returns {Finding[]}
 */
export function findingsAt(moments, seen) {
  return moments.findLast((moment) => moment.images_seen <= seen)?.findings ?? [];
}

/**
 * One sign for every kind and beginning, over the whole run.
 * @param {FindingMoment[]} moments
 * @param {Finding[]} latest
 * @returns {import("../types.js").Marker[]}
 */
export function markersOf(moments, latest) {
  /** @type {Map<string, Finding>} */
  const found = new Map();
  for (const findings of [...moments.map((moment) => moment.findings), latest]) {
    for (const finding of findings) found.set(`${finding.kind}/${finding.since}`, finding);
  }
  return [...found.values()].map(({ tone, since, title }) => ({
    seen: since, colour: COLOURS[tone], sign: SIGNS[tone], words: title,
  }));
}

/**
 * What a replay knows of the findings after `seen` images: those of the moments up to there.
 * @param {FindingMoment[]} moments
 * @param {Finding[]} latest at the end of what is known
 * @param {number | undefined} seen undefined for all of them
 * @returns {[FindingMoment[], Finding[]]}
 */
export function knownUntil(moments, latest, seen) {
  return seen === undefined ? [moments, latest] : [moments.filter((moment) => moment.images_seen <= seen), []];
}

/**
 * When a finding began.
 * @param {number} since images seen
 * @returns {string}
 */
export function sinceText(since) {
  return since ? `since ${since.toLocaleString("en")} images` : "from the start";
}
