"""The curves of two runs: their Fréchet distance and their losses. No st calls."""

from typing import TYPE_CHECKING, Any

from playground.compare.run_curves import Axis, Points
from playground.shared.theme import COLOUR_D, COLOUR_G

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

DASH = {"A": "solid", "B": "dash"}
MARKER = {"A": "circle", "B": "square-open"}
COLOUR_QUALITY = "#8a5fd6"  # readable on light and dark, and neither G nor D
FAINT = "rgba(128,128,128,.9)"
HEIGHT = 300
TEXT_PX = 15  # readable from the back of a room
TITLES = {"images_seen": "images seen", "seconds": "minutes of training"}

Lines = list[dict[str, Points]]


def quality(
    lines: Lines, floors: list[float | None], names: list[str], axis: Axis, log: bool
) -> "Figure":
    """The distance of both runs, called by its `names`, and the best value to be expected of it."""
    import plotly.graph_objects as go

    figure, end = go.Figure(), _end(lines, axis)
    is_one = len({*names}) == 1
    for run, line, name in zip("AB", lines, names, strict=True):
        figure.add_scatter(
            x=_along(line, axis), y=line["fd"], mode="lines+markers",
            name=run if is_one else f"{run}: {name}",
            line={"color": COLOUR_QUALITY, "width": 2.5, "dash": DASH[run]},
            marker={"size": 8, "symbol": MARKER[run]},
        )  # fmt: skip
    for value in sorted({value for value in floors if value is not None}):
        figure.add_scatter(
            x=[0, end], y=[value, value], mode="lines", hoverinfo="skip",
            name=f"best possible (real vs real): {value:.3g}",
            line={"color": FAINT, "width": 2, "dash": "dot"},
        )  # fmt: skip
    return _finished(figure, axis, log, names[0] if is_one else "Fréchet distance", end)


def losses(lines: Lines, reductions: list[str], axis: Axis, log: bool) -> "Figure":
    """Both losses of both runs."""
    import plotly.graph_objects as go

    figure = go.Figure()
    for run, line, reduction in zip("AB", lines, reductions, strict=True):
        for network, colour in (("G", COLOUR_G), ("D", COLOUR_D)):
            figure.add_scatter(
                x=_along(line, axis), y=line[network], mode="lines",
                name=f"{run}: {network} loss" + (f" ({reduction})" if network == "D" else ""),
                line={"color": colour, "width": 2, "dash": DASH[run]},
            )  # fmt: skip
    return _finished(figure, axis, log, "loss", _end(lines, axis))


def mark(figure: "Figure", moment: int) -> None:
    """A line at the images seen of the sample grids shown."""
    figure.add_vline(moment, line={"color": FAINT, "width": 1.5})


def has_no_logarithm(lines: Lines, names: tuple[str, ...]) -> bool:
    """Whether a value would be missing on a logarithmic axis."""
    return any(
        value is not None and value <= 0 for line in lines for n in names for value in line[n]
    )


def _along(line: dict[str, Points], axis: Axis) -> Points:
    if axis == "images_seen":
        return line["images_seen"]
    return [None if seconds is None else seconds / 60 for seconds in line["seconds"]]


def _end(lines: Lines, axis: Axis) -> float:
    return max((value for line in lines for value in _along(line, axis) if value), default=1)


def _finished(figure: "Figure", axis: Axis, log: bool, title: str, end: float) -> "Figure":
    text: dict[str, Any] = {"size": TEXT_PX}
    vertical: dict[str, Any] = (
        {"type": "log", "dtick": 1, "exponentformat": "none"} if log else {"rangemode": "tozero"}
    )
    figure.update_layout(
        height=HEIGHT, margin={"l": 62, "r": 8, "t": 0, "b": 46}, hovermode="x unified",
        font=text, hoverlabel={"font": text},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "font": text},
        xaxis={"title": {"text": TITLES[axis], "font": text}, "tickfont": text,
               "range": [0, 1.01 * end]},
        yaxis={"title": {"text": title, "font": text}, "tickfont": text, **vertical},
        uirevision="kept",
    )  # fmt: skip
    return figure
