"""Two runs on the page: curves, metrics, grids at one moment, findings, settings that differ."""

import html
from dataclasses import dataclass
from typing import Any

import streamlit as st

from gan_core import GanError
from gan_core.diagnosis import Finding
from gan_core.runs.run_dir import ACTIVE, RunDir
from playground.compare import charts, comparison, final_metrics
from playground.compare.run_curves import Axis, RunCurves, number
from playground.shared import metric_names, theme
from playground.shared.addresses import api, page
from playground.shared.plain_text import plain
from playground.shared.setting_labels import CHOICES

REFRESH_SECONDS = 4
ABOUT = "Losses of the generator (G) and the discriminator (D)."
AXES: dict[Axis, str] = {"images_seen": "images seen", "seconds": "time"}
NO_LOGARITHM = "Values of 0 and below have no logarithm and are left out."
CHART = {"displayModeBar": False}


@dataclass(frozen=True)
class Side:
    """One of the two runs, as read for this time."""

    name: str  # "A" or "B"
    run: RunDir
    config: dict[str, Any]
    about: dict[str, Any]
    status: dict[str, Any]
    curves: RunCurves

    @classmethod
    def read(cls, name: str, run: RunDir) -> "Side":
        return cls(name, run, run.config(), run.about(), run.status(), RunCurves.read(run))

    @property
    def is_active(self) -> bool:
        return self.status["state"] in ACTIVE


def show(a: RunDir, b: RunDir) -> None:
    """Everything about the pair, refreshed by itself while either is active."""
    active = any(run.status()["state"] in ACTIVE for run in (a, b))
    st.fragment(_guarded, run_every=REFRESH_SECONDS if active else None)(a, b, active)


def _guarded(a: RunDir, b: RunDir, was_active: bool) -> None:
    try:  # in here, since a fragment shows what escapes from it as a traceback
        _pair(Side.read("A", a), Side.read("B", b), was_active)
    except GanError as error:
        st.error(plain(str(error)))


def _pair(a: Side, b: Side, was_active: bool) -> None:
    if was_active and not (a.is_active or b.is_active):
        st.rerun()  # the whole page, which then stops asking
    left, right = st.columns(2, gap="large")
    with right:  # on a narrow screen above the left one, by the shared style
        moment = _grids(a, b)
        _findings(a, b)
        _metrics(a, b)
    with left:
        _curves(a, b, moment)
        _differences(a, b)


def _grids(a: Side, b: Side) -> int | None:
    images = st.container()
    moment = _moment(a.run, b.run, comparison.moments(a.run, b.run))
    figures = "".join(_figure(side, moment) for side in (a, b))
    images.html(f'<div class="compared">{figures}</div>')
    return moment


def _moment(a: RunDir, b: RunDir, moments: list[int]) -> int | None:
    """The slider over images seen. At its end it follows the runs, elsewhere it stays."""
    if len(moments) < 2:
        return moments[0] if moments else None
    pair = f"moment-{a.id}-{b.id}"
    kept = st.session_state.get(pair)
    chosen = st.select_slider(
        "Images seen (both runs)",
        moments,
        value=kept if kept in moments else moments[-1],
        format_func=lambda seen: f"{seen:,}",
        key=f"{pair}-{len(moments)}",
    )
    st.session_state[pair] = None if chosen == moments[-1] else chosen
    return chosen


def _figure(side: Side, moment: int | None) -> str:
    name, run, status = side.name, side.run, side.status
    seen = None if moment is None else comparison.grid_at(run, moment)
    address = html.escape(page("train", run=run.id))
    state = theme.STATE_WORDS[status["state"]][0]
    if side.is_active and "progress" in status:
        state += f" {100 * status['progress']:.0f}%"
    words = f'<b>{name}</b> <a href="{address}" target="_self">{run.id[:5]}</a> {state}'
    if seen is None:
        return f"<figure><figcaption>{words}, no sample grid yet</figcaption></figure>"
    source = html.escape(api(f"runs/{run.id}/grids/{seen}.png"))
    alt = f"Samples of run {name} after {seen} images seen"
    return (
        f'<figure><img src="{source}" alt="{alt}">'
        f"<figcaption>{words}, {seen:,} images seen</figcaption></figure>"
    )


def _findings(a: Side, b: Side) -> None:
    lists = [
        "".join(map(_finding, side.curves.findings(side.config, side.about, side.status)))
        or f"<p>Nothing certain is seen in {side.name}"
        + (" yet" if side.is_active else "") + ".</p>"
        for side in (a, b)
    ]  # fmt: skip
    st.html(
        '<h2>Findings</h2><div class="compared">'
        + "".join(
            f"<div><h3>{name}</h3>{found}</div>" for name, found in zip("AB", lists, strict=True)
        )
        + "</div>"
    )


def _finding(finding: Finding) -> str:
    evidence = "; ".join(map(metric_names.with_labels, finding.evidence))
    return (
        f'<p class="finding {finding.tone}"><b>{html.escape(finding.title)}</b> '
        f"{html.escape(finding.observation)} <small>{html.escape(evidence)}</small></p>"
    )


def _curves(a: Side, b: Side, moment: int | None) -> None:
    """The distance, then the losses, which alone do not say which run is better."""
    if not (a.curves.entries or b.curves.entries):
        st.info("The curves begin with the first updates.", icon=":material/hourglass_top:")
        return
    axis, log = _chart_options()
    _quality(a, b, axis, log, moment)
    _losses(a, b, axis, log, moment)


def _chart_options() -> tuple[Axis, bool]:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        axis = st.segmented_control(
            "Along", list(AXES), default="images_seen", format_func=lambda name: AXES[name],
            required=True, key="compare-axis", label_visibility="collapsed",
        )  # fmt: skip
        log = st.toggle("Log scale", key="compare-log")
    return ("seconds" if axis == "seconds" else "images_seen"), log


def _quality(a: Side, b: Side, axis: Axis, log: bool, moment: int | None) -> None:
    lines = [side.curves.distance() for side in (a, b)]
    newest = [side.curves.last_evaluation() for side in (a, b)]
    if not any(line["fd"] for line in lines):
        st.caption("The quality metric begins with the first evaluation.")
        return
    floors = [number(row, "fd_floor") for row in newest]
    names = [final_metrics.distance_name(row) for row in newest]
    figure = charts.quality(lines, floors, names, axis, log)
    _draw(figure, axis, moment, f"quality-{a.run.id}-{b.run.id}", "Fréchet distance of both runs")
    words = "Distance between generated and real images: lower is better."
    if all(line["fd"] for line in lines) and newest[0].get("fd_name") != newest[1].get("fd_name"):
        words += " The two come from different features: the distances cannot be compared."
    st.caption(words)


def _losses(a: Side, b: Side, axis: Axis, log: bool, moment: int | None) -> None:
    loss_a, loss_b = comparison.loss_of(a.config), comparison.loss_of(b.config)
    reductions = comparison.reduction_of(a.about), comparison.reduction_of(b.about)
    shown_a, shown_b, divisor_a, divisor_b = comparison.common_reduction(
        *reductions, loss_a == loss_b
    )
    lines = [a.curves.losses(divisor_a), b.curves.losses(divisor_b)]
    figure = charts.losses(lines, [shown_a, shown_b], axis, log)
    _draw(figure, axis, moment, f"losses-{a.run.id}-{b.run.id}", "Losses of both runs")
    words = _caption(loss_a, loss_b, reductions[0] != reductions[1])
    if log and charts.has_no_logarithm(lines, ("G", "D")):
        words += f" {NO_LOGARITHM}"
    st.caption(words)


def _draw(figure: Any, axis: Axis, moment: int | None, key: str, alt: str) -> None:
    if moment is not None and axis == "images_seen":
        charts.mark(figure, moment)
    st.plotly_chart(figure, key=key, width="stretch", config=CHART, alt=alt)


def _caption(loss_a: str, loss_b: str, mixed_reductions: bool) -> str:
    """What the chart shows, and what must be known to compare its curves."""
    if loss_a != loss_b:
        words = " vs ".join(plain(CHOICES.get(loss, loss)) for loss in (loss_a, loss_b))
        return f"{ABOUT} Different loss functions, {words}: the losses cannot be compared."
    if mixed_reductions:
        return (
            f"{ABOUT} D's loss is shown as the average of its real and fake terms for both runs; "
            "one run reports their sum."
        )
    return f"{ABOUT} A lower loss does not mean better images: it depends on the opponent."


def _metrics(a: Side, b: Side) -> None:
    newest = [side.curves.last_evaluation() for side in (a, b)]
    with st.container(key="final-metrics"):
        st.header("Newest metrics", anchor=False)
        if any(newest):
            st.html(final_metrics.table(*newest))
        words = [final_metrics.measured_on(*named) for named in zip("AB", newest, strict=True)]
        if all(newest) and not final_metrics.comparable(*newest):
            words.append(
                "Measured on different images or numbers: these values cannot be compared."
            )
        st.caption(" ".join(words))


def _differences(a: Side, b: Side) -> None:
    rows = comparison.differences(a.config, b.config)
    with st.container(key="differences"):
        st.header("Settings that differ", anchor=False)
        if not rows:
            st.markdown("The two runs have the **same settings** and the same seed.")
            return
        lines = [
            "|Setting|A|B|",
            "|:--|--:|--:|",
            *(f"|{'|'.join(map(plain, row))}|" for row in rows),
        ]
        st.markdown("\n".join(lines))
