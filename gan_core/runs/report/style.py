"""The style sheet of a report: a column to read, light or dark as the screen is, ink on paper."""

CSS = """
:root { color-scheme: light dark; --text: #1d1d1b; --soft: #5f5d58; --background: #fff;
  --panel: #f4f3f0; --line: #d9d6d0; --g: #c65d00; --d: #1f6fe0; --q: #7a3fb0;
  --bad: #c62828; --warning: #a86200; --good: #1b7a43; }
@media (prefers-color-scheme: dark) {
  :root { --text: #ecebe8; --soft: #aeaba4; --background: #17181a; --panel: #222427;
    --line: #3b3d41;
    --g: #ff9a4d; --d: #6aa9ff; --q: #c79bf2; --bad: #ff7b72; --warning: #e9b04a;
    --good: #5fce8f; } }
@media print {
  :root { color-scheme: light; --text: #000; --soft: #444; --background: #fff; --panel: #fff;
    --line: #bbb; --g: #c65d00; --d: #1f6fe0; --q: #7a3fb0; --bad: #c62828; --warning: #a86200;
    --good: #1b7a43; }
  body { font-size: 10pt; max-width: none; padding: 0; }
  figure, tr, .finding, .facts, pre { break-inside: avoid; }
  h2 { break-after: avoid; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 2rem 1.25rem 4rem; color: var(--text);
  background: var(--background); font: 16px/1.5 system-ui, "Segoe UI", Roboto, sans-serif;
  overflow-wrap: anywhere; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .25rem; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .75rem; border-bottom: 1px solid var(--line);
  padding-bottom: .25rem; }
p { margin: .4rem 0; max-width: 46rem; }
.soft, figcaption { color: var(--soft); }
.facts { display: flex; flex-wrap: wrap; gap: .5rem 2.25rem; margin: 1.25rem 0; }
.facts div { min-width: 7rem; }
.facts b { display: block; font-size: 1.25rem; font-weight: 600; }
figure { margin: 0; }
figcaption { font-size: .875rem; margin-bottom: .35rem; }
img { display: block; width: 100%; height: auto; image-rendering: pixelated; }
.moments { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(13rem, 45%), 1fr));
  gap: 1rem; }
.moments img { image-rendering: auto; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(18rem, 1fr)); gap: 1.25rem;
  margin-bottom: 1.5rem; }
.curves { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr));
  gap: 1.5rem; }
.curve figcaption span { margin-left: .75rem; white-space: nowrap; }
.curve figcaption span::before { content: ""; display: inline-block; width: 1.1em; height: 3px;
  margin-right: .35em; vertical-align: middle; background: currentColor; }
.curve figcaption .level-name::before { height: 0; background: none;
  border-top: 2px dashed currentColor; }
svg { display: block; width: 100%; height: auto; }
svg text { font-size: 12px; fill: var(--soft); stroke: var(--background); stroke-width: 3px;
  paint-order: stroke; }
svg .end { text-anchor: end; } svg .middle { text-anchor: middle; }
svg .grid { stroke: var(--line); fill: none; }
svg .level { stroke: var(--soft); stroke-dasharray: 5 4; fill: none; }
polyline { fill: none; stroke: currentColor; stroke-width: 2; stroke-linejoin: round; }
.G { color: var(--g); } .D { color: var(--d); } .Q { color: var(--q); }
.finding { border-left: 4px solid var(--line); padding: .1rem 0 .1rem .9rem; margin: 1.1rem 0; }
.finding.bad { border-color: var(--bad); } .finding.warning { border-color: var(--warning); }
.finding.good { border-color: var(--good); }
.finding h3 { font-size: 1.05rem; margin: 0; }
.finding ul { margin: .3rem 0; padding-left: 1.2rem; color: var(--soft); }
.wide { overflow-x: auto; overflow-wrap: break-word; }
.note { white-space: pre-line; }
table { border-collapse: collapse; width: 100%; font-size: .9375rem; }
th, td { text-align: left; padding: .3rem .9rem .3rem 0; border-bottom: 1px solid var(--line);
  vertical-align: top; }
th { color: var(--soft); font-weight: 500; overflow-wrap: break-word; }
.wide td:first-child, .wide td:last-child:not(.number) { min-width: 11rem; }
td.number, th.number { text-align: right; white-space: nowrap; }
.changed td:first-child, .changed td:nth-child(2) { font-weight: 650; }
pre { background: var(--panel); border: 1px solid var(--line); border-radius: 6px;
  padding: .8rem 1rem; overflow-x: auto; font: .875rem/1.5 ui-monospace, Consolas, monospace;
  white-space: pre-wrap; }
footer { margin-top: 3rem; color: var(--soft); font-size: .875rem; }
"""
