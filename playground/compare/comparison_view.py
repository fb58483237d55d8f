"""Two runs on the page: settings that differ, losses in one chart, grids at the same moment."""

import html
from typing import Any

import streamlit as st

from gan_core import GanError
from gan_core.runs.run_dir import ACTIVE, RunDir
from playground.compare import comparison
from playground.shared import theme
from playground.shared.addresses import api, page
from playground.shared.setting_labels import CHOICES

REFRESH_SECONDS = 4
ABOUT = "Losses of the generator (G) and the discriminator (D)."
DASH = {"A": "solid", "B": "dash"}


def show(a: RunDir, b: RunDir) -> None:
    """Everything about the pair, refreshed by itself while either is active."""
    active = any(run.status()["state"] in ACTIVE for run in (a, b))
    st.fragment(_guarded, run_every=REFRESH_SECONDS if active else None)(a, b, active)


def _guarded(a: RunDir, b: RunDir, was_active: bool) -> None:
    try:  # in here, since a fragment shows what escapes from it as a traceback
        _pair(a, b, was_active)
    except GanError as error:
        st.error(str(error))


def _pair(a: RunDir, b: RunDir, was_active: bool) -> None:
    configs, states = (a.config(), b.config()), (a.status(), b.status())
    if was_active and not any(status["state"] in ACTIVE for status in states):
        st.rerun()  # the whole page, which then stops asking
    left, right = st.columns([5, 6], gap="large")
    with right:
        moment = _grids(a, b, states)
    with left:
        _curves(a, b, configs, moment)
    left, _ = st.columns([5, 6], gap="large")  # after the grids on a narrow screen
    with left:
        _differences(configs)


def _grids(a: RunDir, b: RunDir, states: tuple[dict[str, Any], ...]) -> int | None:
    images = st.container()
    moments = comparison.moments(a, b)
    moment = _moment(a, b, moments)
    figures = [
        _figure(name, run, status, moment)
        for name, run, status in zip("AB", (a, b), states, strict=True)
    ]
    images.html(f'<div class="compared">{"".join(figures)}</div>')
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


def _figure(name: str, run: RunDir, status: dict[str, Any], moment: int | None) -> str:
    seen = None if moment is None else comparison.grid_at(run, moment)
    address = html.escape(page("train", run=run.id))
    state = theme.STATE_WORDS[status["state"]][0]
    if status["state"] in ACTIVE and "progress" in status:
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


def _curves(a: RunDir, b: RunDir, configs: tuple[dict[str, Any], ...], moment: int | None) -> None:
    loss_a, loss_b = (comparison.loss_of(config) for config in configs)
    reduction_a, reduction_b = (comparison.reduction_of(run.about()) for run in (a, b))
    shown_a, shown_b, divisor_a, divisor_b = comparison.common_reduction(
        reduction_a, reduction_b, loss_a == loss_b
    )
    lines = [comparison.losses(a, divisor_a), comparison.losses(b, divisor_b)]
    if not any(line["images_seen"] for line in lines):
        st.info("The curves begin with the first updates.", icon=":material/hourglass_top:")
        return
    st.plotly_chart(
        _chart(lines, [shown_a, shown_b], moment), key=f"losses-{a.id}-{b.id}", width="stretch",
        config={"displayModeBar": False},
    )  # fmt: skip
    st.caption(_caption(loss_a, loss_b, reduction_a != reduction_b))


def _caption(loss_a: str, loss_b: str, mixed_reductions: bool) -> str:
    """What the chart shows, and what must be known to compare its curves."""
    if loss_a != loss_b:
        words = " vs ".join(CHOICES.get(loss, loss) for loss in (loss_a, loss_b))
        return f"{ABOUT} Different loss functions, {words}: the losses cannot be compared."
    if mixed_reductions:
        return (
            f"{ABOUT} D's loss is shown as the average of its real and fake terms for both runs; "
            "one run reports their sum."
        )
    return ABOUT


def _chart(lines: list[dict[str, Any]], reductions: list[str], moment: int | None) -> Any:
    import plotly.graph_objects as go

    figure = go.Figure()
    for name, line, reduction in zip("AB", lines, reductions, strict=True):
        for network, colour in (("G", theme.COLOUR_G), ("D", theme.COLOUR_D)):
            figure.add_scatter(
                x=line["images_seen"], y=line[network], mode="lines",
                name=f"{name}: {network} loss" + (f" ({reduction})" if network == "D" else ""),
                line={"color": colour, "width": 2, "dash": DASH[name]},
            )  # fmt: skip
    if moment is not None:
        figure.add_vline(moment, line={"color": "rgba(128,128,128,.8)", "width": 1.5})
    figure.update_layout(
        height=330, margin={"l": 0, "r": 0, "t": 0, "b": 0}, hovermode="x unified",
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        xaxis={"title": "images seen"}, yaxis={"title": "loss", "rangemode": "tozero"},
        uirevision="kept",
    )  # fmt: skip
    return figure


def _differences(configs: tuple[dict[str, Any], ...]) -> None:
    rows = comparison.differences(*configs)
    if not rows:
        st.markdown("The two runs have the **same settings** and the same seed.")
        return
    lines = ["|Setting that differs|A|B|", "|:--|--:|--:|", *(f"|{'|'.join(row)}|" for row in rows)]
    with st.container(key="differences"):
        st.markdown("\n".join(lines))
