"""A metric at each value of a sweep's setting: every run, the mean, the spread. No st calls."""

import math
from typing import TYPE_CHECKING, Any

from gan_core.runs.sweep_results import SweepResults
from playground.shared.setting_labels import setting_words

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

COLOUR = "#8a5fd6"  # readable on light and dark, and neither G nor D
FAINT = "rgba(128,128,128,.9)"
HEIGHT = 300
TEXT_PX = 15  # readable from the back of a room
WIDE = 8.0  # largest over smallest value, from which the axis is logarithmic


def chart(results: SweepResults, setting: str, metric: str) -> "Figure":
    """`setting` and `metric` are the titles of the axes."""
    import plotly.graph_objects as go

    figure, places = go.Figure(), _places(results)
    counted = [(x, at) for x, at in zip(places, results.values, strict=True) if at.scores]
    figure.add_scatter(
        x=[x for x, at in counted for _ in at.scores],
        y=[score for _, at in counted for score in at.scores.values()],
        mode="markers", name="each run",
        customdata=[run[:5] for _, at in counted for run in at.scores],
        marker={"size": 9, "symbol": "circle-open", "color": FAINT, "line": {"width": 1.5}},
        hovertemplate="run %{customdata}: %{y:.4g}<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=[x for x, _ in counted], y=[at.mean for _, at in counted], mode="lines+markers",
        name="mean" + (" ± spread" if any(at.spread is not None for _, at in counted) else ""),
        error_y={"array": [at.spread or 0 for _, at in counted], "thickness": 2, "width": 7},
        line={"color": COLOUR, "width": 2}, marker={"size": 11},
        hovertemplate="mean %{y:.4g}<extra></extra>",
    )  # fmt: skip
    if results.measured and (floor := results.measured.floor) is not None:
        figure.add_hline(floor, line={"color": FAINT, "width": 2, "dash": "dot"})
        figure.add_scatter(
            x=[None], y=[None], mode="lines", name=f"real images: {floor:.3g}",
            line={"color": FAINT, "width": 2, "dash": "dot"},
        )  # fmt: skip
    return _finished(figure, results, places, setting, metric)


def _places(results: SweepResults) -> list[float]:
    """Where each value lies: numbers as numbers, all else side by side in the order given."""
    values = [at.value for at in results.values]
    if _are_numbers(values):
        return [float(value) for value in values]
    return [float(number) for number in range(len(values))]


def _are_numbers(values: list[Any]) -> bool:
    return all(isinstance(it, (int, float)) and not isinstance(it, bool) for it in values)


def _finished(
    figure: "Figure", results: SweepResults, places: list[float], setting: str, metric: str
) -> "Figure":
    text: dict[str, Any] = {"size": TEXT_PX}
    low, high = min(places), max(places)
    is_log = _are_numbers([at.value for at in results.values]) and 0 < low * WIDE <= high
    ends = [math.log10(low), math.log10(high)] if is_log else [low, high]
    room = 0.08 * (ends[1] - ends[0])
    figure.update_layout(
        height=HEIGHT, margin={"l": 62, "r": 8, "t": 0, "b": 46}, font=text,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "font": text},
        xaxis={
            "title": {"text": setting, "font": text}, "tickfont": text, "tickvals": places,
            "ticktext": [setting_words(results.setting, at.value) for at in results.values],
            "type": "log" if is_log else "linear", "range": [ends[0] - room, ends[1] + room],
        },
        yaxis={"title": {"text": metric, "font": text}, "tickfont": text, "rangemode": "tozero"},
        uirevision="kept",
    )  # fmt: skip
    return figure
