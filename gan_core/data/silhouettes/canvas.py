"""A canvas for drawing clothes at four times the size, and the parts that several classes share."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.random import Generator
from PIL import Image, ImageDraw

OVERSAMPLE = 4

Points = Sequence[tuple[float, float]]


class Canvas:
    """Takes coordinates x and y in [-1, 1] with y down, and rotates and shifts them slightly.

    The red channel is the brightness of the cloth, the green one its share of the second colour.
    """

    def __init__(self, size: int, rng: Generator) -> None:
        self.side = size * OVERSAMPLE
        self.image = Image.new("RGB", (self.side, self.side))
        self._draw = ImageDraw.Draw(self.image)
        angle, scale = rng.normal(0, 0.045), rng.uniform(0.88, 1.0)
        self.matrix = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
        self.matrix *= scale * self.side / 2
        self.offset = (1 + rng.normal(0, 0.025, 2)) * self.side / 2

    def _to_pixels(self, points: Points | np.ndarray) -> list[float]:
        return (np.asarray(points, dtype=float) @ self.matrix + self.offset).ravel().tolist()

    def fill(
        self, points: Points, level: float = 1.0, accent: float = 0.0, smooth: int = 0
    ) -> None:
        """A closed shape, its corners cut `smooth` times."""
        corners = np.asarray(points, dtype=float)
        for _ in range(smooth):
            following = np.roll(corners, -1, axis=0)
            cut = (0.8 * corners + 0.2 * following, 0.2 * corners + 0.8 * following)
            corners = np.stack(cut, axis=1).reshape(-1, 2)
        self._draw.polygon(self._to_pixels(corners), fill=_rgb(level, accent))

    def both(self, points: Points, level: float = 1.0, accent: float = 0.0) -> None:
        """A shape and its mirror image."""
        self.fill(points, level, accent)
        self.fill([(-x, y) for x, y in points], level, accent)

    def half(
        self, points: Points, level: float = 1.0, accent: float = 0.0, smooth: int = 0
    ) -> None:
        """A symmetric shape, given by its right half from top to bottom."""
        left = [(-x, y) for x, y in reversed(points)]
        self.fill([*points, *left], level, accent, smooth)

    def line(self, points: Points, level: float, width: float = 0.05, accent: float = 0.0) -> None:
        """An open line through `points`."""
        pixels = max(1, round(width * self.side / 2))
        self._draw.line(self._to_pixels(points), _rgb(level, accent), pixels, joint="curve")

    def dot(self, x: float, y: float, radius: float, level: float, accent: float = 0.0) -> None:
        """A filled circle."""
        cx, cy = self._to_pixels([(x, y)])
        r = radius * self.side / 2
        self._draw.ellipse((cx - r, cy - r, cx + r, cy + r), _rgb(level, accent))


def _rgb(level: float, accent: float) -> tuple[int, int, int]:
    return (round(255 * level), round(255 * accent), 0)


def arc(
    cx: float, cy: float, rx: float, ry: float, start: float, stop: float, n: int = 14
) -> list[tuple[float, float]]:
    """Points of an ellipse from `start` to `stop` half-turns; 0 is right, 0.5 is down."""
    angles = np.pi * np.linspace(start, stop, n)
    return list(zip(cx + rx * np.cos(angles), cy + ry * np.sin(angles), strict=True))


def torso(
    canvas: Canvas,
    rng: Generator,
    chest: float,
    hem: float,
    bottom: float,
    neck: float,
    depth: float,
) -> float:
    """Body of a top with its neckline; returns half the width of the shoulders."""
    shoulder = chest + rng.uniform(0.02, 0.08)
    waist = min(chest, hem) - rng.uniform(0.0, 0.06)
    canvas.half([
        (neck, -0.92), (shoulder, -0.78), (chest, -0.35), (waist, 0.15),
        (hem, bottom), (0, bottom + rng.uniform(0, 0.05)), (0, -0.92),
    ])  # fmt: skip
    if rng.random() < 0.3:  # a V-neck, otherwise a round neck
        canvas.half([(neck, -0.96), (0, -0.92 + 1.6 * depth), (0, -0.96)], 0)
    else:
        canvas.fill(arc(0, -0.93, neck, depth, 0, 1), 0)
    return shoulder


def sleeves(
    canvas: Canvas,
    shoulder: float,
    armpit: float,
    wrist: tuple[float, float],
    width: float,
    level: float,
    cuff: float = 0.0,
) -> None:
    """Two sleeves down to `wrist` (x, y of the outer corner), `width` wide at the end."""
    x, y = wrist
    along = np.array([x - shoulder, y + 0.78])
    along /= np.linalg.norm(along)
    inner = np.array([x, y]) + width * np.array([-along[1], along[0]])
    top = (shoulder - 0.06, -0.81)
    canvas.both([top, (shoulder + 0.08, -0.7), (x, y), tuple(inner), (armpit, -0.28)], level)
    if cuff:
        back = -cuff * along
        edge = [(x, y), tuple(inner), tuple(inner + back), (x + back[0], y + back[1])]
        canvas.both(edge, 0.75 * level, 0.8)


def long_sleeves(canvas: Canvas, rng: Generator, chest: float, cuff: float = 0.0) -> None:
    """Two sleeves down to the wrists, at a random angle."""
    end = (min(0.97, chest + rng.uniform(0.34, 0.46)), rng.uniform(0.45, 0.82))
    sleeves(canvas, chest + 0.04, chest - 0.06, end, rng.uniform(0.2, 0.28), 0.86, cuff)
