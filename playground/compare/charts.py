"""The curves of the runs: a metric of each, and their losses. No st calls."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from playground.compare.run_curves import Axis, Points
from playground.compare.sides import COLOURS, DASHES, MARKERS
from playground.shared.theme import COLOUR_D, COLOUR_G

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

FAINT = "rgba(128,128,128,.9)"
HEIGHT = 300
OF_LOSSES = 400
TEXT_PX = 15  # readable from the back of a room
TITLES: dict[Axis, str] = {
    "images_seen": "images seen", "epochs": "epochs", "minutes": "minutes of training",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One curve of one run."""

    run: str  # its letter
    x: Points
    y: Points


def quality(
    lines: list[Line],
    names: list[str],
    floors: list[float | None],
    axis: Axis,
    log: bool,
    reach: float,
) -> "Figure":
    """A metric of every run, called by its `names`, and what real images score.

    The axis goes up to `reach`, that of the timeline, or as far as the curves.
    """
    import plotly.graph_objects as go

    figure, end = go.Figure(), _end(lines, reach)
    measured = {name for line, name in zip(lines, names, strict=True) if line.y}
    for line, name in zip(lines, names, strict=True):
        features = name.partition("(")[2].rstrip(")")
        figure.add_scatter(
            x=line.x, y=line.y, mode="lines+markers", line=_look(line.run, 2.5),
            name=line.run if len(measured) < 2 else f"{line.run} ({features})",
            marker={"size": 8, "symbol": MARKERS[line.run]},
        )  # fmt: skip
    _draw_floors(figure, floors, end)
    _finish(figure, axis, end)
    title = "Fréchet distance" if len(measured) > 1 else (*measured, *names)[0]
    figure.update_yaxes(**_vertical(title, log))
    return figure


def _draw_floors(figure: "Figure", floors: list[float | None], end: float) -> None:
    """Lines at what real images score; the caption names the values, for which it has the room."""
    for value in sorted({value for value in floors if value is not None}):
        figure.add_scatter(
            x=[0, end], y=[value, value], mode="lines", hoverinfo="skip", showlegend=False,
            name=f"best possible (real vs real): {value:.3g}",
            line={"color": FAINT, "width": 2, "dash": "dot"},
        )  # fmt: skip


def losses(
    of_G: list[Line],
    of_D: list[Line],
    reductions: list[str],
    axis: Axis,
    log: bool,
    reach: float,
) -> "Figure":
    """The loss of G above that of D, a line for each run."""
    import plotly.graph_objects as go

    figure, text = go.Figure(), {"size": TEXT_PX, "weight": "bold"}
    for panel, network, lines in (("y", "G", of_G), ("y2", "D", of_D)):
        for line, reduction in zip(lines, reductions, strict=True):
            of_D_alone = f" ({reduction})" if network == "D" else ""
            figure.add_scatter(
                x=line.x, y=line.y, mode="lines", yaxis=panel, line=_look(line.run, 2),
                name=line.run if network == "G" else f"{line.run}: D{of_D_alone}",
                legendgroup=line.run, showlegend=network == "G",
            )  # fmt: skip
    _finish(figure, axis, _end([*of_G, *of_D], reach), OF_LOSSES)
    figure.update_layout(
        xaxis_anchor="y2",
        yaxis={**_vertical("loss of G", log, text | {"color": COLOUR_G}), "domain": [0.53, 1]},
        yaxis2={**_vertical("loss of D", log, text | {"color": COLOUR_D}), "domain": [0, 0.47]},
    )
    return figure


def has_no_logarithm(lines: list[Line]) -> bool:
    """Whether a value would be missing on a logarithmic axis."""
    return any(value is not None and value <= 0 for line in lines for value in line.y)


def _look(run: str, width: float) -> dict[str, Any]:
    return {"color": COLOURS[run], "width": width, "dash": DASHES[run]}


def _end(lines: list[Line], reach: float) -> float:
    return max([reach, *(value for line in lines for value in line.x if value)]) or 1


def _finish(figure: "Figure", axis: Axis, end: float, height: int = HEIGHT) -> None:
    text: dict[str, Any] = {"size": TEXT_PX}
    figure.update_layout(
        height=height, margin={"l": 62, "r": 8, "t": 28, "b": 46}, hovermode="x unified",
        font=text, hoverlabel={"font": text}, uirevision=axis, template="none",
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "font": text},
    )  # fmt: skip
    figure.update_xaxes(
        title={"text": TITLES[axis], "font": text}, tickfont=text, range=[0, 1.01 * end]
    )


def _vertical(title: str, log: bool, look: dict[str, Any] | None = None) -> dict[str, Any]:
    scale: dict[str, Any] = (
        {"type": "log", "dtick": 1, "exponentformat": "none"} if log else {"rangemode": "tozero"}
    )
    text = {"size": TEXT_PX}
    return {"title": {"text": title, "font": look or text}, "tickfont": text, **scale}
