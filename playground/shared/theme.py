"""The look of the pages: one colour for G and one for D on every curve, label and button."""

import streamlit as st

# Readable on light and dark, and distinguishable for colour-blind people.
COLOUR_G = "#e8710a"
COLOUR_D = "#2f7ff0"

STATE_WORDS = {
    "queued": ("queued", "gray"),
    "running": ("training", "green"),
    "paused": ("paused", "orange"),
    "stopped": ("stopped", "gray"),
    "done": ("done", "blue"),
    "failed": ("failed", "red"),
    "interrupted": ("interrupted", "red"),
}

CSS = """
.stMainBlockContainer { padding-top: 4.2rem; padding-bottom: 2rem; max-width: 1800px; }
.st-key-page-frame { position: absolute; }
/* Streamlit's 0.6 has a contrast of 4.4 on the light page; small text needs 4.5. */
[data-testid="stCaptionContainer"] { opacity: .72; }
/* On a phone the pages hide behind this arrow. */
[data-testid="stExpandSidebarButton"]::after {
  content: "Pages"; font-size: .9rem; padding: 0 .3rem; }
.stMainBlockContainer h1 { font-size: 1.6rem; padding: 0 0 .2rem; }
.stMainBlockContainer h3 { font-size: 1.05rem; padding: .2rem 0; }
[class*="st-key-thumb"] img { display: block; max-width: 100%; image-rendering: pixelated;
  border-radius: .4rem; }
/* The form: essentials over settings, and beside both what this run will be. On a phone the button
   comes right after the essentials. */
.st-key-new-run { display: grid; gap: 1rem 2.5rem; align-items: start;
  grid-template-columns: minmax(0, 1fr) clamp(15rem, 21%, 20rem); }
.st-key-new-run > :nth-child(2) { grid-column: 2; grid-row: 1 / span 2; }
/* else it lies on what is below */
.st-key-this-run > :has(.stCacheSpinner) { height: auto; }
:is(.st-key-form, .st-key-essentials) [data-testid="stVerticalBlock"] { gap: .35rem; }
:is(.st-key-form, .st-key-essentials) [data-testid="stCaptionContainer"] {
  font-size: .8rem; min-height: 2.4em; line-height: 1.3;
}
.st-key-thumb-preview [data-testid="stCaptionContainer"] { min-height: 0 !important; }
.as-D-sees { display: grid; gap: 3px; grid-template-columns: repeat(12, minmax(0, var(--side))); }
.as-D-sees img { width: 100%; border-radius: .2rem !important;
  outline: 1px solid rgba(128,128,128,.3); outline-offset: -1px; }
@media (max-width: 640px) { .as-D-sees { grid-template-columns: repeat(8, minmax(0, 1fr)); } }
.st-key-card { font-size: .9rem; }
.st-key-card p, .st-key-card li { font-size: .9rem; }
.st-key-card table { width: 100%; font-size: .85rem; font-variant-numeric: tabular-nums; }
.st-key-card th, .st-key-card td { padding: .2rem .5rem; }
/* The orange of the dark theme is too light for white text. Popovers lie outside of the app, whose
   colour scheme they do not inherit. */
:root { color-scheme: light dark; }
[data-testid^="stBaseButton-primary"] { color: light-dark(#fff, #1d1d1b); }
.stMainBlockContainer:has(.live-run) { padding: 3.9rem 2.5rem 2rem; }
/* One height in every state: a title and a row of buttons, side by side where there is room. */
.st-key-run-header { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: .4rem 1rem;
  align-items: center; height: 2.3rem; }
.st-key-run-title, .st-key-run-actions { flex-wrap: nowrap; align-items: center; gap: .5rem;
  min-width: 0; height: 2.2rem; }
.st-key-run-actions { justify-content: flex-end; }
.st-key-run-title > :first-child { flex: 0 1 auto; min-width: 6rem; }
.st-key-run-title > :last-child { flex: 0 100 auto; min-width: 5rem; }
.st-key-run-title h1 { font-size: 1.35rem; padding: 0; line-height: 1.5; }
.st-key-run-title [data-testid="stMarkdown"] { display: flex; }
.st-key-run-title :is(h1, p) { margin: 0; white-space: nowrap; overflow: hidden;
  text-overflow: ellipsis; }
.st-key-run-header [data-testid="stMarkdownContainer"] { margin-bottom: 0; }
.st-key-run-header button { padding: .2rem .65rem; min-height: 2.1rem; }
.st-key-run-header button p { white-space: nowrap; font-size: .9rem; }
.stMainBlockContainer:has(.live-run) > div { gap: .5rem; }
.st-key-run-origin p { margin: 0; font-size: .9rem; line-height: 1.35; }
.st-key-run-origin a { color: inherit; }
.st-key-run-settings table { font-size: .9rem; font-variant-numeric: tabular-nums; }
.st-key-run-settings :is(th, td) { padding: .15rem .6rem; }
@media (max-width: 900px) {
  .st-key-run-header { grid-template-columns: minmax(0, 1fr); height: 4.8rem; }
  .st-key-run-actions { justify-content: flex-start; }
  .st-key-run-actions > :last-child { margin-left: auto; }
}
/* On a phone a run is a row: its picture and name, its state beside them. */
@media (max-width: 640px) {
  [class*="st-key-run-card-"] { display: grid; grid-template-columns: 3.5rem minmax(0, 1fr);
    gap: .1rem .7rem; padding: .4rem .6rem; align-items: center; }
  [class*="st-key-run-card-"] > * { grid-column: 2; min-width: 0; }
  [class*="st-key-run-card-"] > :has([class*="st-key-thumb"]) { grid-column: 1;
    grid-row: 1 / span 2; }
  [class*="st-key-run-card-"] button { min-height: 2rem; padding: .1rem .5rem; }
}
.compared { display: grid; gap: 0 .8rem;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 10rem), 1fr)); }
.stMainBlockContainer h2 { font-size: 1.15rem; padding: .4rem 0 .2rem; margin: 0; }
.compared h3 { font-size: 1rem; margin: 0; padding: 0; }
.compared p { margin: .3rem 0 .5rem; }
.compared .finding { border-left: 4px solid #888; padding-left: .6rem; }
.compared .finding.bad { border-color: #d64545; }
.compared .finding.warning { border-color: #d08a00; }
.compared .finding.good { border-color: #2f9e5b; }
.compared .finding b, .compared .finding small { display: block; }
.compared .finding small { font-size: .875rem; opacity: .8; }
.st-key-final-metrics table, .st-key-differences table, [class*="st-key-losses-"] table {
  width: 100%; font-size: .95rem; font-variant-numeric: tabular-nums; border-collapse: collapse; }
.st-key-final-metrics :is(th, td), .st-key-differences :is(th, td),
[class*="st-key-losses-"] :is(th, td) { padding: .2rem .5rem; }
.st-key-final-metrics :is(th, td) { border: 1px solid rgba(128,128,128,.25); text-align: left; }
:is(.st-key-final-metrics, .st-key-differences) > :has(table) { overflow-x: auto; }
.st-key-final-metrics .number { text-align: right; }
.st-key-final-metrics td[title] { text-decoration: underline dotted; text-underline-offset: .2em; }
[class*="st-key-losses-"] td:not(:last-child), [class*="st-key-losses-"] th { white-space: nowrap; }
.st-key-sweep-table { overflow-x: auto; }
.st-key-sweep-table table { width: 100%; font-size: .95rem; border-collapse: collapse;
  font-variant-numeric: tabular-nums; }
.st-key-sweep-table :is(th, td) { padding: .2rem .5rem; border: 1px solid rgba(128,128,128,.25);
  text-align: left; }
.st-key-sweep-table .number { text-align: right; }
.st-key-sweep-table span { white-space: nowrap; margin-right: .8rem; }
.st-key-sweep-table a { color: inherit; }
/* Lists of choices: as wide as what they offer, and an ellipsis where even that does not fit. */
[data-testid="stSelectboxVirtualDropdown"] { width: max-content !important;
  min-width: var(--trigger-width); max-width: min(28rem, calc(100vw - 1.5rem)); }
[data-testid="stSelectbox"] input { text-overflow: ellipsis; }
[role="option"] > div { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
/* Streamlit draws ticks and titles of axes in a grey that is too light. */
[data-testid="stPlotlyChart"] svg text { fill: currentColor !important; }
@media (max-width: 640px) {
  [data-testid="stColumn"]:has(.st-key-compare-grids) { order: -1; }
  .st-key-compare-runs [data-testid="stColumn"] {
    flex: 1 1 calc(50% - 1rem); min-width: calc(50% - 1rem); }
  .st-key-new-run { grid-template-columns: minmax(0, 1fr); gap: .5rem; }
  .st-key-new-run > :nth-child(2) { grid-column: auto; grid-row: auto; }
  .st-key-essentials [data-testid="stCaptionContainer"] { min-height: 0; }
  .st-key-essentials [data-testid="stColumn"]:is(:nth-child(1), :nth-child(3))
    [data-testid="stCaptionContainer"] { display: none; }
  .stMainBlockContainer, .stMainBlockContainer:has(.live-run) {
    padding-left: .8rem; padding-right: .8rem; }
  [class*="st-key-losses-"] thead { display: none; }
  [class*="st-key-losses-"] tr { display: flex; flex-wrap: wrap; padding: .3rem 0;
    border-top: 1px solid rgba(128,128,128,.3); }
  [class*="st-key-losses-"] td { border: 0; }
  [class*="st-key-losses-"] td:last-child { flex-basis: 100%; }
  .st-key-sweep-table thead { display: none; }
  .st-key-sweep-table tr { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr));
    padding: .4rem 0; border-top: 1px solid rgba(128,128,128,.3); }
  .st-key-sweep-table :is(td, th) { border: 0; padding: .1rem 0; }
  .st-key-sweep-table td:is(:first-child, :last-child) { grid-column: 1 / -1; }
  .st-key-sweep-table td:first-child { font-weight: 600; }
  .st-key-sweep-table .number { text-align: left; }
  .st-key-sweep-table .number::before { content: attr(data-of); display: block;
    font-size: .875rem; opacity: .8; }
  .st-key-sweep-table span { display: inline-block; }
}
"""


def apply() -> None:
    """Put the shared style on the page; every page calls it first."""
    st.html(f"<style>{CSS}</style>")


def duration(seconds: float) -> str:
    """Seconds in words: 45 s, 3 min 20 s, 2 h 5 min, 12 days."""
    seconds = max(0, round(seconds))
    hours, minutes = seconds // 3600, seconds // 60 % 60
    if hours >= 72:
        return f"{hours / 24:,.0f} days"
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {seconds % 60} s" if minutes else f"{seconds} s"
