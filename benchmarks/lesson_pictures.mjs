// Frozen pictures of a lesson as one SVG that prints in grey: `node lesson_pictures.mjs < panels.json > x.svg`.
// A panel is {"link" | "dirac", "steps", "title", "numbers": ["js", ...], "seed"?}.

import { readFileSync } from "node:fs";
import { checkedRules, path as diracPath } from "../playground/lab/frontend/engine/dirac.js";
import { Lab, lattice } from "../playground/lab/frontend/engine/lab.js";
import { read } from "../playground/lab/frontend/engine/link.js";
import { START } from "../playground/learn/frontend/stages/dirac_start.js";

const [SIDE, GAP, BELOW, ABOVE] = [300, 16, 84, 36];
const PLANE = 1.2; // the plane shown is [-PLANE, PLANE]^2
const PHASE = 2.6;
const CELLS = 60;
const NAMES = { js: ["JS", 2, "perfect 0"], modes: ["modes", 0, "of 8"], loss_D: ["loss_D", 2, ""], loss_G: ["loss_G", 2, ""],
  between: ["between", 2, "perfect 0.01"], gap_D: ["gap to best D", 2, "perfect 0"], D_fake: ["D(G(z))", 3, ""], D_real: ["D(x)", 2, ""],
  gap_heldout: ["gap", 2, "perfect 0"] };

const place = (size) => (v) => Number((((v + size) / (2 * size)) * SIDE).toFixed(1));
const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");

function reached({ link, steps, seed }) {
  const { settings, step, changes, problem } = read(link);
  if (problem) throw new Error(problem);
  const lab = new Lab({ ...settings, ...(seed === undefined ? {} : { seed }) });
  const ahead = [...changes];
  for (let done = 0; done < step + steps; done++) {
    while (ahead.length > 0 && ahead[0].step <= done) {
      const { name, value } = ahead.shift();
      lab.change({ [name]: value });
    }
    lab.step();
  }
  return lab;
}

function pairs(points, at, flip = at) {
  const out = [];
  for (let k = 0; k < points.length; k += 2) {
    if (Math.abs(points[k]) <= PLANE && Math.abs(points[k + 1]) <= PLANE) out.push([at(points[k]), SIDE - flip(points[k + 1])]);
  }
  return out;
}

/** Cells where D says real, row by row, as one path; and the line where it says 0.5. */
function ofD(lab) {
  const logits = lab.logits(lattice(CELLS, PLANE));
  const cell = SIDE / CELLS;
  let [area, line] = ["", ""];
  for (let r = 0; r < CELLS; r++) {
    const y = (SIDE - (r + 1) * cell).toFixed(1);
    for (let c = 0; c < CELLS; c++) {
      const real = logits[r * CELLS + c] > 0;
      const begins = c;
      while (c < CELLS && (logits[r * CELLS + c] > 0) === real) c++;
      if (real) area += `M${(begins * cell).toFixed(1)} ${y}h${((c - begins) * cell).toFixed(1)}v${cell.toFixed(2)}H${(begins * cell).toFixed(1)}z`;
      c--;
    }
  }
  const at = (r, c) => logits[r * CELLS + c];
  const middle = (r, c) => [(c + 0.5) * cell, SIDE - (r + 0.5) * cell];
  const cut = (r1, c1, r2, c2) => {
    const [a, b] = [at(r1, c1), at(r2, c2)];
    if (a > 0 === b > 0) return null;
    const [x1, y1] = middle(r1, c1), [x2, y2] = middle(r2, c2), t = a / (a - b);
    return `${(x1 + t * (x2 - x1)).toFixed(1)} ${(y1 + t * (y2 - y1)).toFixed(1)}`;
  };
  for (let r = 0; r + 1 < CELLS; r++) {
    for (let c = 0; c + 1 < CELLS; c++) {
      const found = [cut(r, c, r, c + 1), cut(r, c + 1, r + 1, c + 1), cut(r + 1, c, r + 1, c + 1), cut(r, c, r + 1, c)].filter(Boolean);
      for (let k = 0; k + 1 < found.length; k += 2) line += `M${found[k]}L${found[k + 1]}`;
    }
  }
  return `<path d="${area}" fill="#e3ecfa"/><path d="${line}" fill="none" stroke="#1a5cc0" stroke-width="1.6"/>`;
}

function labPanel(panel) {
  const lab = reached(panel);
  const at = place(PLANE);
  const dots = (list) => list.map(([x, y]) => `M${x} ${y}h0`).join("");
  const reals = dots(pairs(lab.reals(panel.few ? 8 : 150), at));
  const fakes = pairs(lab.fakes(220), at).map(([x, y]) => `M${x} ${(y - 3.2).toFixed(1)}l3.2 3.2-3.2 3.2-3.2-3.2z`).join("");
  const heldOut = lab.settings.data === "few" ? dots(pairs(lab.heldOut(120), at)) : "";
  const line = lab.settings.z_dim === 1 ? `<polyline points="${pairs(lab.manifold(21), at).join(" ")}" fill="none" stroke="#a34700" stroke-width="1.2"/>` : "";
  const known = { ...lab.stats, ...lab.score() };
  const body = `${panel.plain ? "" : ofD(lab)}${heldOut ? `<path d="${heldOut}" stroke="#555" stroke-width="2" stroke-linecap="round"/>` : ""}`
    + `${line}<path d="${reals}" stroke="#1d1d1b" stroke-width="6.4" stroke-linecap="round"/><path d="${reals}" stroke="#fff" stroke-width="4.4" stroke-linecap="round"/>`
    + `<path d="${fakes}" fill="#e8710a" stroke="#fff" stroke-width=".5"/>`;
  return { body, words: panel.numbers.map((name) => said(name, known[name])) };
}

function said(name, value) {
  const [title, digits, perfect] = NAMES[name] ?? [name, 2, ""];
  if (name === "modes") return `${value} of 8 modes`;
  return `${title} ${Number.isFinite(value) ? value.toFixed(digits) : "–"}${perfect ? ` (${perfect})` : ""}`;
}

/** @param {number} times */
const timesFar = (times) => (times < 0.01 ? "less than 0.01 times" : `${times.toPrecision(2)} times`);

function diracPanel({ dirac, steps }) {
  const points = diracPath(START, 0, checkedRules(dirac), steps);
  const at = place(PHASE);
  const list = [];
  for (let k = 0; k < points.length; k += 2) list.push(`${at(points[k])},${Number((SIDE - at(points[k + 1])).toFixed(1))}`);
  const [x, y] = [points.at(-2), points.at(-1)];
  const axes = `<path d="M0 ${SIDE / 2}H${SIDE}M${SIDE / 2} 0V${SIDE}" stroke="#999"/><text x="${SIDE - 6}" y="${SIDE / 2 - 6}" text-anchor="end">θ</text><text x="${SIDE / 2 + 6}" y="14">ψ</text>`;
  const body = `${axes}<polyline points="${list.join(" ")}" fill="none" stroke="#a34700" stroke-width="1.3"/>`
    + `<circle cx="${at(START)}" cy="${SIDE / 2}" r="5" fill="#fff" stroke="#1d1d1b" stroke-width="1.6"/><circle cx="${at(x)}" cy="${SIDE - at(y)}" r="5" fill="#1d1d1b"/>`;
  return { body, words: [`after ${steps} steps:`, `${timesFar(Math.hypot(x, y) / START)} as far`] };
}

const panels = JSON.parse(readFileSync(0, "utf8"));
const [width, height] = [panels.length * (SIDE + GAP) - GAP + 4, ABOVE + SIDE + BELOW];
const drawn = panels.map((panel, k) => {
  const { body, words } = panel.dirac ? diracPanel(panel) : labPanel(panel);
  const lines = words.map((line, n) => `<text x="0" y="${SIDE + 25 + 24 * n}">${escaped(line)}</text>`).join("");
  return `<g transform="translate(${2 + k * (SIDE + GAP)} ${ABOVE})"><text x="0" y="-11" font-weight="700">${escaped(panel.title)}</text>`
    + `<clipPath id="p${k}"><rect width="${SIDE}" height="${SIDE}"/></clipPath><g clip-path="url(#p${k})">${body}</g>`
    + `<rect width="${SIDE}" height="${SIDE}" fill="none" stroke="#777"/>${lines}</g>`;
});
process.stdout.write(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="19" fill="#1d1d1b">${drawn.join("")}</svg>\n`);
