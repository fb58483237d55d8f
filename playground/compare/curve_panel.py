"""The curves on the page, with the choices of axis, scale, smoothing and metric above them."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from playground.compare import charts, comparison, final_metrics, view_address
from playground.compare.charts import Line
from playground.compare.run_curves import DRAWN_POINTS, OF_MANY, Axis, along, number
from playground.compare.sides import Side
from playground.shared import metric_names
from playground.shared.modules import component
from playground.shared.plain_text import plain
from playground.shared.setting_labels import CHOICES

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

ABOUT = "Losses of the generator (G) and the discriminator (D)."
AXES: dict[Axis, str] = {"images_seen": "images seen", "epochs": "epochs", "minutes": "minutes"}
NO_LOGARITHM = "Values of 0 and below have no logarithm and are left out."
PERFECT = {"low": "lower is better", "high": "higher is better", "one": "1 is perfect"}
FEW = 3  # runs, whose curves have room for every point

# Styles are not isolated: Plotly puts its own rules into the document and needs them to apply.
_chart = component(
    "gan_playground.compare_chart", "compare/frontend/chart.js",
    html='<div class="compared-chart"></div>',
    css=".compared-chart { font-family: var(--st-font); color: var(--st-text-color); }",
    isolate_styles=False,
)  # fmt: skip


def show(sides: Sequence[Side], place: float | None) -> None:
    """A metric of the images, then the losses, which alone do not say which run is better.

    `place` is where on the axis a line marks the moment of the sample grids.
    """
    if not any(len(side.curves.log["seconds"]) or side.curves.evaluations for side in sides):
        st.info("The curves begin with the first updates.", icon=":material/hourglass_top:")
        return
    _options(sides)
    ends = [places[-1] for side in sides if (places := side.grids(view_address.axis())[1])]
    reach = max(ends, default=0.0)
    _quality(sides, place, reach)
    _losses(sides, place, reach)


def _options(sides: Sequence[Side]) -> None:
    """The address alone decides what they show."""
    _let_show("compare-axis", view_address.axis())
    _let_show("compare-log", view_address.LOG.get() == "1")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        st.segmented_control(
            "Along", list(AXES), format_func=lambda name: AXES[name], required=True,
            key="compare-axis", label_visibility="collapsed",
            on_change=lambda: _go_along(sides),
        )  # fmt: skip
        st.toggle("Log scale", key="compare-log", on_change=_keep_log)


def _let_show(key: str, value: Any) -> None:
    """Set a widget where it shows something else: setting it anew may undo what is pressed now."""
    if st.session_state.get(key) != value:
        st.session_state[key] = value


def _go_along(sides: Sequence[Side]) -> None:
    """Another axis; the moment stays that of the first run's grid."""
    before, now = view_address.axis(), st.session_state["compare-axis"]
    place = view_address.at()
    view_address.ALONG.set("" if now == "images_seen" else now)
    if place is None:
        return
    for side in sides:
        seen, places = side.grids(before)
        if not places:
            continue
        nearest = seen[min(range(len(seen)), key=lambda index: abs(places[index] - place))]
        placed = dict(zip(*side.grids(now), strict=True))
        view_address.AT.set(view_address.place_text(placed[nearest]) if nearest in placed else "")
        return


def _keep_log() -> None:
    view_address.LOG.set("1" if st.session_state["compare-log"] else "")


def _keep_smoothing() -> None:
    chosen = st.session_state["compare-smooth"]
    view_address.SMOOTH.set(f"{chosen:.2f}" if chosen else "")


def _metric(sides: Sequence[Side]) -> dict[str, str] | None:
    """The metric that is drawn, chosen where there are several; None before the first."""
    rows = [row for side in sides for row in side.curves.evaluations]
    known = {
        each["key"]: each for each in metric_names.listed()
        if each["key"] in metric_names.OF_IMAGES
        and any(number(row, each["key"]) is not None for row in rows)
    }  # fmt: skip
    if not known:
        return None
    asked = view_address.metric()
    shown = asked if asked in known else next(iter(known))
    if len(known) > 1:
        _let_show("compare-metric", shown)
        st.selectbox(
            "Metric drawn", list(known), format_func=lambda key: known[key]["name"],
            key="compare-metric", label_visibility="collapsed",
            on_change=lambda: view_address.METRIC.set(st.session_state["compare-metric"]),
        )  # fmt: skip
    return known[shown]


def _quality(sides: Sequence[Side], place: float | None, reach: float) -> None:
    metric = _metric(sides)
    if metric is None:
        st.caption("The quality metric begins with the first evaluation.")
        return
    key, axis, log = metric["key"], view_address.axis(), view_address.LOG.get() == "1"
    newest = [side.curves.last_evaluation() for side in sides]
    is_distance = key == "fd"
    names = [final_metrics.distance_name(row) if is_distance else metric["name"] for row in newest]
    floors = [final_metrics.real(row, key) for row in newest]
    curves = [side.curves.metric(key) for side in sides]
    lines = [_line(side, each, "value", axis) for side, each in zip(sides, curves, strict=True)]
    figure = charts.quality(lines, names, floors, axis, log, reach)
    _draw(figure, place, "quality", sides, f"{metric['name']} of the runs")
    if is_distance:
        words = "Distance between generated and real images: lower is better, 0 is perfect."
    else:
        ideal = f", {metric['ideal']} is perfect" if metric["ideal"] else ""
        words = f"{plain(metric['about'])} {PERFECT.get(metric['better'], '')}{ideal}".strip() + "."
    if real := sorted({value for value in floors if value is not None}):
        said = " and ".join(f"{value:.3g}" for value in real)
        words += f" Dotted: real images against other real ones, {said}."
    features = {row.get("fd_name") for row in newest if number(row, key) is not None}
    if len(features) > 1:
        what = "distances" if is_distance else "values"
        words += f" They come from different features: the {what} cannot be compared."
    st.caption(words)


def _losses(sides: Sequence[Side], place: float | None, reach: float) -> None:
    of = [comparison.loss_of(side.config) for side in sides]
    reductions = [comparison.reduction_of(side.about) for side in sides]
    shown = comparison.common_reduction(reductions, len({*of}) == 1)
    axis, log, keep = view_address.axis(), view_address.LOG.get() == "1", view_address.smoothing()
    points = DRAWN_POINTS if len(sides) <= FEW else OF_MANY
    curves = [
        side.curves.losses(divisor, keep, points)
        for side, (_, divisor) in zip(sides, shown, strict=True)
    ]
    of_G, of_D = (
        [_line(side, each, name, axis) for side, each in zip(sides, curves, strict=True)]
        for name in "GD"
    )
    _let_show("compare-smooth", keep)
    st.slider(
        "Smoothing of the losses", 0.0, view_address.MOST_SMOOTHING, step=0.05,
        key="compare-smooth", on_change=_keep_smoothing,
        help="Running mean: an earlier point counts that many times less with each step back",
    )  # fmt: skip
    figure = charts.losses(of_G, of_D, [words for words, _ in shown], axis, log, reach)
    _draw(figure, place, "losses", sides, "Losses of the runs")
    words = _caption(of, len({*reductions}) > 1)
    if log and charts.has_no_logarithm([*of_G, *of_D]):
        words += f" {NO_LOGARITHM}"
    st.caption(words)


def _line(side: Side, curve: dict[str, Any], name: str, axis: Axis) -> Line:
    x = along(axis, curve["images_seen"], curve["seconds"], side.images_per_epoch)
    return Line(side.name, x, curve[name])


def _draw(
    figure: "Figure", place: float | None, name: str, sides: Sequence[Side], alt: str
) -> None:
    """A chart that the script draws in place; a line is at `place` on its axis."""
    key = "-".join([name, *(side.run.id for side in sides)])
    _chart(key=key, data={"figure": json.loads(figure.to_json()), "alt": alt, "place": place})


def _caption(of: Sequence[str], mixed_reductions: bool) -> str:
    """What the chart shows, and what must be known to compare its curves."""
    if len({*of}) > 1:
        words = " vs ".join(plain(CHOICES.get(loss, loss)) for loss in dict.fromkeys(of))
        return f"{ABOUT} Different loss functions, {words}: the losses cannot be compared."
    if mixed_reductions:
        return (
            f"{ABOUT} D's loss is shown as the average of its real and fake terms for both runs; "
            "one run reports their sum."
            if len(of) == 2
            else f"{ABOUT} D's loss is shown as the average of its real and fake terms for all "
            "runs; some report their sum."
        )
    return f"{ABOUT} A lower loss does not mean better images: it depends on the opponent."
