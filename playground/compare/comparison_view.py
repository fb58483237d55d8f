"""Two runs on the page: settings that differ, losses in one chart, sheets at the same moment."""

import html
from typing import Any

import streamlit as st

from gan_core import GanError
from gan_core.runs.run_dir import ACTIVE, RunDir
from playground.compare import comparison
from playground.shared import theme
from playground.shared.setting_labels import CHOICES

REFRESH_SECONDS = 4
DASH = {"A": "solid", "B": "dash"}


def show(a: RunDir, b: RunDir) -> None:
    """Everything about the pair, refreshed by itself while either is at work."""
    active = any(run.status()["state"] in ACTIVE for run in (a, b))
    st.fragment(_guarded, run_every=REFRESH_SECONDS if active else None)(a, b, active)


def _guarded(a: RunDir, b: RunDir, was_active: bool) -> None:
    try:  # inside, for a fragment reports what escapes from it as a traceback
        _pair(a, b, was_active)
    except GanError as error:
        st.error(str(error))


def _pair(a: RunDir, b: RunDir, was_active: bool) -> None:
    configs, states = (a.config(), b.config()), (a.status(), b.status())
    if was_active and not any(status["state"] in ACTIVE for status in states):
        st.rerun()  # the whole page, which then stops asking
    left, right = st.columns([5, 6], gap="large")
    with right:
        moment = _sheets(a, b, states)
    with left:
        _curves(a, b, configs, moment)
    left, _ = st.columns([5, 6], gap="large")  # after the sheets on a narrow screen
    with left:
        _differences(configs)


def _sheets(a: RunDir, b: RunDir, states: tuple[dict[str, Any], ...]) -> int | None:
    pictures = st.container()
    moments = comparison.moments(a, b)
    moment = _moment(a, b, moments)
    figures = [
        _figure(name, run, status, moment)
        for name, run, status in zip("AB", (a, b), states, strict=True)
    ]
    pictures.html(f'<div class="compared">{"".join(figures)}</div>')
    return moment


def _moment(a: RunDir, b: RunDir, moments: list[int]) -> int | None:
    """The slider over images seen. At its end it follows what comes, elsewhere it stays."""
    if len(moments) < 2:
        return moments[0] if moments else None
    place = f"moment-{a.id}-{b.id}"
    kept = st.session_state.get(place)
    chosen = st.select_slider(
        "Images seen, of both",
        moments,
        value=kept if kept in moments else moments[-1],
        format_func=lambda seen: f"{seen:,}",
        key=f"{place}-{len(moments)}",
    )
    st.session_state[place] = None if chosen == moments[-1] else chosen
    return chosen


def _figure(name: str, run: RunDir, status: dict[str, Any], moment: int | None) -> str:
    seen = None if moment is None else comparison.sheet_at(run, moment)
    address = f"./train?run={html.escape(run.id)}"
    state = theme.STATE_WORDS[status["state"]][0]
    if status["state"] in ACTIVE and "progress" in status:
        state += f" {100 * status['progress']:.0f}%"
    words = f'<b>{name}</b> <a href="{address}" target="_self">{run.id[:5]}</a> {state}'
    if seen is None:
        return f"<figure><figcaption>{words}, no sheet yet</figcaption></figure>"
    source = f"/api/runs/{html.escape(run.id)}/sheets/{seen}.png"
    alt = f"Samples of run {name} after {seen} images seen"
    updates = f", {seen:,} images seen"
    return (
        f'<figure><img src="{source}" alt="{alt}">'
        f"<figcaption>{words}{updates}</figcaption></figure>"
    )


def _curves(a: RunDir, b: RunDir, configs: tuple[dict[str, Any], ...], moment: int | None) -> None:
    games = [comparison.loss_of(config) for config in configs]
    reductions = [comparison.reduction_of(run.about()) for run in (a, b)]
    *shown, half_a, half_b = comparison.common_reduction(*reductions, games[0] == games[1])
    lines = [
        comparison.losses(run, half) for run, half in zip((a, b), (half_a, half_b), strict=True)
    ]
    if not any(line["images_seen"] for line in lines):
        st.info("The curves begin with the first updates.", icon=":material/hourglass_top:")
        return
    st.plotly_chart(
        _figure_of(lines, shown, moment), key=f"losses-{a.id}-{b.id}", width="stretch",
        config={"displayModeBar": False},
    )  # fmt: skip
    if games[0] != games[1]:
        words = " against ".join(CHOICES.get(game, game) for game in games)
        st.caption(f"Different games, {words}: their losses do not compare.")
    elif reductions[0] != reductions[1]:
        st.caption("D's loss as the mean of its halves for both; one run reports their sum.")


def _figure_of(lines: list[dict[str, Any]], reductions: list[str], moment: int | None) -> Any:
    import plotly.graph_objects as go

    figure = go.Figure()
    for name, line, reduction in zip("AB", lines, reductions, strict=True):
        for player, colour in (("G", theme.COLOUR_G), ("D", theme.COLOUR_D)):
            figure.add_scatter(
                x=line["images_seen"], y=line[player], mode="lines",
                name=f"{name}: {player} loss" + (f" ({reduction})" if player == "D" else ""),
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
