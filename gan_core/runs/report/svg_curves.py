"""Curves as inline SVG: readable without a script, on paper, and in the light and dark."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 480, 220  # units of the drawing; a page scales it
LEFT, RIGHT, TOP, BOTTOM = 62, 14, 14, 38
MOST_POINTS = 400  # of a curve; more cannot be told apart
TICKS = 5
OUTLIERS = 0.01  # of the values at each end, which may leave the drawing

Points = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Curve:
    """One line: its name, a class of the style sheet, and (images seen, value) in order."""

    name: str
    style: str
    points: Points


def figure(title: str, curves: Sequence[Curve], levels: Sequence[tuple[str, float]] = ()) -> str:
    """An HTML figure of these curves over images seen; "" where none has two points.

    `levels` are horizontal lines: what chance, or real images, would give. The drawing says where
    its axis begins and ends, and how many images seen its end stands for.
    """
    drawn = [Curve(it.name, it.style, thinned(it.points)) for it in curves if len(it.points) > 1]
    if not drawn:
        return ""
    right = max(curve.points[-1][0] for curve in drawn)
    values = [value for curve in drawn for _, value in curve.points]
    low, high, step = _range([*_without_outliers(values), *(level for _, level in levels)])
    area = _Area(right, low, high)
    parts = [*_grid(area, step), *(_level(area, value) for _, value in levels)]
    parts += [_line(area, curve) for curve in drawn]
    legend = "".join(f'<span class="{it.style}">{escape(it.name)}</span>' for it in drawn)
    legend += "".join(
        f'<span class="level-name">{escape(name)}, {number(value)}</span>' for name, value in levels
    )
    return (
        f'<figure class="curve"><figcaption>{escape(title)} {legend}</figcaption>'
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" data-left="{LEFT}" data-right="{WIDTH - RIGHT}" '
        f'data-end="{right:.0f}" role="img" aria-label="{escape(title)}">'
        f"{''.join(parts)}</svg></figure>"
    )


def thinned(points: Points) -> Points:
    """At most MOST_POINTS, each the mean of its neighbours."""
    stride = -(-len(points) // MOST_POINTS) or 1
    if stride == 1:
        return points
    groups = [points[start : start + stride] for start in range(0, len(points), stride)]
    return [(group[-1][0], sum(y for _, y in group) / len(group)) for group in groups]


@dataclass(frozen=True)
class _Area:
    right: float  # images seen at the right edge
    low: float
    high: float

    def x(self, seen: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * seen / max(1.0, self.right)

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * min(1.05, max(-0.05, share))


def _grid(area: _Area, step: float) -> list[str]:
    parts = []
    for index in range(round((area.high - area.low) / step) + 1):
        value = area.low + index * step
        y = area.y(value)
        parts.append(f'<path class="grid" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" class="end">{number(value)}</text>')
    across = _step(area.right)
    for index in range(math.floor(area.right / across + 1e-9) + 1):
        x = area.x(index * across)
        place = "end" if x > WIDTH - 40 else "middle"
        words = short(index * across)
        parts.append(f'<text x="{x:.1f}" y="{HEIGHT - 18}" class="{place}">{words}</text>')
    parts.append(f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 3}" class="end">images seen</text>')
    return parts


def _level(area: _Area, value: float) -> str:
    return f'<path class="level" d="M{LEFT} {area.y(value):.1f}H{WIDTH - RIGHT}"/>'


def _line(area: _Area, curve: Curve) -> str:
    places = " ".join(f"{area.x(x):.1f},{area.y(y):.1f}" for x, y in curve.points)
    return f'<polyline class="{curve.style}" points="{places}"/>'


def _without_outliers(values: Sequence[float]) -> list[float]:
    """Without the few at each end that would press all others flat."""
    ordered = sorted(values)
    cut = int(len(ordered) * OUTLIERS)
    return ordered[cut : len(ordered) - cut]


def _range(values: Sequence[float]) -> tuple[float, float, float]:
    """Round bounds around the values, and the step between their marks."""
    low, high = min(values), max(values)
    if high - low < 1e-12:
        low, high = low - 0.5, high + 0.5
    step = _step(high - low)
    return math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step, step


def _step(span: float) -> float:
    """1, 2 or 5 times a power of ten: about TICKS of them in `span`."""
    size = 10.0 ** math.floor(math.log10(max(span, 1e-9) / TICKS))
    return next(size * factor for factor in (1, 2, 5, 10) if size * factor >= span / TICKS)


def number(value: float) -> str:
    """A value in a few letters, with a proper minus."""
    return f"{0.0 if abs(value) < 1e-12 else value:.4g}".replace("-", "\u2212")


def short(count: float) -> str:
    """Images in a few letters: 800, 40k, 1.5M."""
    if count >= 1e6:
        return f"{count / 1e6:.3g}M"
    return f"{count / 1e3:.3g}k" if count >= 1e4 else f"{count:,.0f}"
