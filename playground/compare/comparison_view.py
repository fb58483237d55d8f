"""The runs on the page: grids at one moment, findings, metrics, curves, settings that differ."""

import contextlib
import html
from collections.abc import Sequence

import streamlit as st

from gan_core import GanError
from gan_core.diagnosis import Finding
from gan_core.runs.run_dir import ACTIVE, RunDir
from playground.compare import comparison, curve_panel, final_metrics, grids_view, view_address
from playground.compare.sides import Side
from playground.shared import metric_names
from playground.shared.plain_text import plain
from playground.shared.run_monitor import monitor_of

REFRESH_SECONDS = 4
OF_MANY = 12  # seconds; six running runs are many curves to draw anew
WIDE = 3  # runs, whose grids need more than half of the page, and their tables all of it


def show(chosen: Sequence[tuple[str, RunDir]]) -> None:
    """Everything about the runs, each with its letter; refreshed while any of them is active."""
    active = any(run.status()["state"] in ACTIVE for _, run in chosen)
    often = REFRESH_SECONDS if len(chosen) < WIDE else OF_MANY
    st.fragment(_guarded, run_every=often if active else None)(chosen, active)


def _guarded(chosen: Sequence[tuple[str, RunDir]], was_active: bool) -> None:
    try:  # in here, since a fragment shows what escapes from it as a traceback
        _compared([Side.read(name, run) for name, run in chosen], was_active)
    except GanError as error:
        st.error(plain(str(error)))


def _compared(sides: Sequence[Side], was_active: bool) -> None:
    if was_active and not any(side.is_active for side in sides):
        st.rerun()  # the whole page, which then stops asking
    is_wide = len(sides) >= WIDE
    left, right = st.columns([2, 3] if is_wide else 2, gap="large")
    with right, st.container(key="compare-grids"):  # on a phone above the left one, by the style
        grids_view.show(sides)
    with right:
        _findings(sides)
    with left:
        curve_panel.show(sides, view_address.at())
    with st.container() if is_wide else right:
        _metrics(sides)
    with st.container() if is_wide else left:
        _differences(sides)


def _findings(sides: Sequence[Side]) -> None:
    parts = []
    for side in sides:
        found = "".join(map(_finding, _found_in(side)))
        nothing = f"Nothing certain is seen in {side.name}" + " yet" * side.is_active
        parts.append(f"<div><h3>{side.name}</h3>{found or f'<p>{nothing}.</p>'}</div>")
    st.html(f'<h2>Findings</h2><div class="compared">{"".join(parts)}</div>')


def _found_in(side: Side) -> list[Finding]:
    """What is certain about the run at its newest moment, the most serious first."""
    with contextlib.suppress(KeyError, TypeError, ValueError):  # damaged records
        monitor = monitor_of(side.run, side.status)
        return monitor.findings(side.status, side.run.samples())[1]
    return []


def _finding(finding: Finding) -> str:
    evidence = "; ".join(map(metric_names.with_labels, finding.evidence))
    return (
        f'<p class="finding {finding.tone}"><b>{html.escape(finding.title)}</b> '
        f"{html.escape(finding.observation)} <small>{html.escape(evidence)}</small></p>"
    )


def _metrics(sides: Sequence[Side]) -> None:
    letters = [side.name for side in sides]
    newest = [side.curves.last_evaluation() for side in sides]
    with st.container(key="final-metrics"):
        st.header("Newest metrics", anchor=False)
        if any(newest):
            st.html(final_metrics.table(letters, newest))
        words = [final_metrics.measured_on(*each) for each in zip(letters, newest, strict=True)]
        if sum(map(bool, newest)) > 1 and not final_metrics.comparable(newest):
            words.append(
                "Measured on different images or numbers: these values cannot be compared."
            )
        st.caption(" ".join(words))


def _differences(sides: Sequence[Side]) -> None:
    rows = comparison.differences(*(side.config for side in sides))
    with st.container(key="differences"):
        st.header("Settings that differ", anchor=False)
        if not rows:
            which = "The two runs" if len(sides) == 2 else f"All {len(sides)} runs"
            st.markdown(f"{which} have the **same settings** and the same seed.")
            return
        lines = [
            f"|Setting|{'|'.join(side.name for side in sides)}|",
            "|:--|" + "--:|" * len(sides),
            *(f"|{'|'.join(map(plain, row))}|" for row in rows),
        ]
        st.markdown("\n".join(lines))
