"""Ten kinds of garment, drawn: a data set that needs no download, no disk and no licence.

The classes are those of Fashion-MNIST, light on black and facing the way they face there. Each
picture depends on (seed, index) alone, at any size, so a longer set begins with the shorter one.
Shapes are polygons at four times the size; cloth (light, folds, stripes) is arithmetic at the
final size, where it costs a sixteenth.
"""

from __future__ import annotations

import colorsys

import numpy as np
from PIL import Image, ImageDraw

_OVERSAMPLE = 4
_SEAM = 0.45  # brightness of a seam: dark enough to survive at 28 px, not so dark as to be a gap


def draw(
    class_index: int, rng: np.random.Generator, size: int, colour: bool = False
) -> Image.Image:
    """One garment of class 0 to 9 as a square picture of `size` px, mode L, or RGB with `colour`.

    The same generator state gives the same garment at every size, grey or in colour.
    """
    pixels = _render(class_index, rng, size, colour)
    return Image.fromarray(pixels if colour else pixels[:, :, 0])


def make(
    count: int, image_size: int, seed: int = 0, channels: int = 1
) -> tuple[np.ndarray, np.ndarray]:
    """`count` garments: images uint8 [N, C, H, W] and labels int64 [N], with C = 1 or 3.

    Classes come in shuffled tens, so any two differ by at most one in number.
    """
    images = np.empty((count, channels, image_size, image_size), dtype=np.uint8)
    labels = np.empty(count, dtype=np.int64)
    for index in range(count):
        if index % 10 == 0:
            ten = np.random.default_rng([seed, index, 1]).permutation(10)
        labels[index] = ten[index % 10]
        rng = np.random.default_rng([seed, index, 0])
        pixels = _render(int(labels[index]), rng, image_size, channels == 3)
        images[index] = pixels.transpose(2, 0, 1)
    return images, labels


class _Pen:
    """Draws in garment coordinates, x and y in [-1, 1] with y down, slightly turned and shifted.

    Red holds the brightness of the cloth and green how much of the second colour it takes.
    """

    def __init__(self, size: int, rng: np.random.Generator) -> None:
        self.side = size * _OVERSAMPLE
        self.image = Image.new("RGB", (self.side, self.side))
        self.canvas = ImageDraw.Draw(self.image)
        turn, grow = rng.normal(0, 0.045), rng.uniform(0.88, 1.0)
        self.matrix = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
        self.matrix *= grow * self.side / 2
        self.offset = (1 + rng.normal(0, 0.025, 2)) * self.side / 2

    def _place(self, points) -> list[float]:
        return (np.asarray(points, dtype=float) @ self.matrix + self.offset).ravel().tolist()

    def fill(self, points, level: float = 1.0, accent: float = 0.0, smooth: int = 0) -> None:
        """A closed shape; each `smooth` cuts every corner once more."""
        for _ in range(smooth):
            points = np.asarray(points, dtype=float)
            after = np.roll(points, -1, axis=0)
            cut = (0.8 * points + 0.2 * after, 0.2 * points + 0.8 * after)
            points = np.stack(cut, axis=1).reshape(-1, 2)
        self.canvas.polygon(self._place(points), fill=_ink(level, accent))

    def both(self, points, level: float = 1.0, accent: float = 0.0, smooth: int = 0) -> None:
        """A shape and its mirror image."""
        self.fill(points, level, accent, smooth)
        self.fill([(-x, y) for x, y in points], level, accent, smooth)

    def half(self, points, level: float = 1.0, accent: float = 0.0, smooth: int = 0) -> None:
        """A symmetric shape, given by its right half from top to bottom."""
        left = [(-x, y) for x, y in reversed(points)]
        self.fill([*points, *left], level, accent, smooth)

    def line(self, points, level: float, width: float = 0.05, accent: float = 0.0) -> None:
        pixels = max(1, round(width * self.side / 2))
        self.canvas.line(self._place(points), _ink(level, accent), pixels, joint="curve")

    def dot(self, x: float, y: float, radius: float, level: float, accent: float = 0.0) -> None:
        cx, cy = self._place([(x, y)])
        r = radius * self.side / 2
        self.canvas.ellipse((cx - r, cy - r, cx + r, cy + r), _ink(level, accent))


def _ink(level: float, accent: float) -> tuple[int, int, int]:
    return (round(255 * level), round(255 * accent), 0)


def _arc(cx, cy, rx, ry, start, stop, n=14) -> list[tuple[float, float]]:
    """Points of an ellipse from `start` to `stop` half-turns; 0 is right, 0.5 is down."""
    angles = np.pi * np.linspace(start, stop, n)
    return list(zip(cx + rx * np.cos(angles), cy + ry * np.sin(angles), strict=True))


def _torso(pen, rng, chest, hem, bottom, neck, depth, shoulder=None) -> float:
    """Body of an upper garment with its neckline; returns the half-width of the shoulders."""
    shoulder = shoulder or chest + rng.uniform(0.02, 0.08)
    waist = min(chest, hem) - rng.uniform(0.0, 0.06)
    pen.half([
        (neck, -0.92), (shoulder, -0.78), (chest, -0.35), (waist, 0.15),
        (hem, bottom), (0, bottom + rng.uniform(0, 0.05)), (0, -0.92),
    ])  # fmt: skip
    if rng.random() < 0.3:  # a V, otherwise a round neck
        pen.half([(neck, -0.96), (0, -0.92 + 1.6 * depth), (0, -0.96)], 0)
    else:
        pen.fill(_arc(0, -0.93, neck, depth, 0, 1), 0)
    return shoulder


def _sleeves(pen, shoulder, armpit, wrist, width, level, cuff=0.0) -> None:
    """Two sleeves hanging to `wrist` (x, y of the outer corner), `width` wide at the end."""
    x, y = wrist
    along = np.array([x - shoulder, y + 0.78])
    along /= np.linalg.norm(along)
    inner = np.array([x, y]) + width * np.array([-along[1], along[0]])
    top = (shoulder - 0.06, -0.81)
    pen.both([top, (shoulder + 0.08, -0.7), (x, y), tuple(inner), (armpit, -0.28)], level)
    if cuff:
        back = -cuff * along
        edge = [(x, y), tuple(inner), tuple(inner + back), (x + back[0], y + back[1])]
        pen.both(edge, 0.75 * level, 0.8)


def _long_sleeves(pen, rng, chest, cuff=0.0) -> None:
    end = (min(0.97, chest + rng.uniform(0.34, 0.46)), rng.uniform(0.45, 0.82))
    _sleeves(pen, chest + 0.04, chest - 0.06, end, rng.uniform(0.2, 0.28), 0.86, cuff)


def _tee(pen, rng):
    chest, neck = rng.uniform(0.46, 0.58), rng.uniform(0.16, 0.28)
    reach = rng.uniform(0.33, 0.44)
    if rng.random() > 0.12:  # the others are tops without sleeves
        end = (min(0.98, chest + reach), rng.uniform(-0.42, -0.1))
        _sleeves(pen, chest + 0.04, chest - 0.06, end, rng.uniform(0.26, 0.36), 0.88)
    bottom, depth = rng.uniform(0.72, 0.95), rng.uniform(0.08, 0.22)
    _torso(pen, rng, chest, chest + rng.uniform(-0.05, 0.06), bottom, neck, depth)
    pen.line(_arc(0, -0.93, neck + 0.02, depth + 0.03, 0, 1), 0.75, 0.04, 0.7)
    pen.both([(chest, -0.72), (chest - 0.03, -0.35), (chest - 0.07, -0.35)], 0.6)
    return (0.2, 0.05, 0.04, 0.06, 0.3)


def _pullover(pen, rng):
    chest = rng.uniform(0.44, 0.54)
    _long_sleeves(pen, rng, chest, cuff=rng.uniform(0.1, 0.2))
    neck, depth, bottom = rng.uniform(0.15, 0.24), rng.uniform(0.05, 0.12), rng.uniform(0.72, 0.9)
    hem = chest - rng.uniform(-0.02, 0.06)
    _torso(pen, rng, chest, hem, bottom, neck, depth)
    band = rng.uniform(0.1, 0.18)
    pen.half([(hem, bottom - band), (hem - 0.04, bottom + 0.05), (0, bottom + 0.05),
              (0, bottom - band)], 0.72, 0.8)  # fmt: skip
    if rng.random() < 0.3:
        pen.half([(neck, -0.9), (neck - 0.03, -1.0), (0, -1.0), (0, -0.76)], 0.8, 0.8)
    else:
        pen.line(_arc(0, -0.93, neck + 0.03, depth + 0.05, 0, 1), 0.7, 0.07, 0.8)
    pen.both([(chest, -0.6), (chest - 0.03, 0.35), (chest - 0.09, -0.3)], _SEAM)
    return (0.25, 0.03, 0.05, 0.06, 0.15)


def _coat(pen, rng):
    chest, bottom = rng.uniform(0.46, 0.56), rng.uniform(0.86, 0.98)
    _long_sleeves(pen, rng, chest)
    hem = chest + rng.uniform(0.0, 0.12)
    _torso(pen, rng, chest, hem, bottom, 0.2, 0.06)
    pen.both([(chest, -0.6), (chest - 0.02, 0.5), (chest - 0.09, -0.3)], _SEAM)
    if rng.random() < 0.35:  # zipped to the chin, some with a hood
        pen.line([(0, -0.9), (0, bottom)], 0.1, 0.05)
        pen.line([(0.07, -0.8), (0.07, bottom)], 0.7, 0.04, 0.8)
        if rng.random() < 0.5:
            pen.fill(_arc(0, -0.72, 0.34, 0.26, 1, 2) + _arc(0, -0.72, 0.34, 0.14, 0, 1), 0.74)
            pen.fill(_arc(0, -0.76, 0.2, 0.14, 0, 2, 20), 0.25, 0.8)
        else:
            pen.both([(0.02, -0.98), (0.24, -0.98), (0.27, -0.76), (0.02, -0.7)], 0.74, 0.6)
    else:
        _lapels(pen, rng, bottom)
    pocket = rng.uniform(0.25, 0.45)
    for side in (-1, 1):
        pen.line([(side * 0.2, pocket), (side * 0.38, pocket - 0.05)], _SEAM, 0.06)
    if rng.random() < 0.35:
        pen.half([(chest - 0.03, 0.08), (chest - 0.03, 0.2), (0, 0.2), (0, 0.08)], 0.5, 1)
    return (0.0, 0.05, 0.14, 0.0, 0.0)


def _lapels(pen, rng, bottom) -> None:
    gap, lapel = rng.uniform(0.02, 0.14), rng.uniform(-0.4, 0.0)
    pen.half([(0.04, lapel), (gap, bottom + 0.08), (0, bottom + 0.08), (0, lapel)], 0.06)
    pen.fill([(-0.17, -0.9), (0.17, -0.9), (0, lapel + 0.06)], 0.12, 0.3)
    wide = rng.uniform(0.3, 0.4)
    pen.both([(0.12, -0.98), (0.22, -0.94), (wide, -0.55), (0.05, lapel + 0.04)], 0.74, 0.6)
    for side in (-1, 1):
        pen.line([(side * wide, -0.55), (side * 0.05, lapel + 0.04)], _SEAM, 0.04)


def _shirt(pen, rng):
    chest, bottom = rng.uniform(0.44, 0.54), rng.uniform(0.78, 0.94)
    cuff = rng.uniform(0.08, 0.14)
    if rng.random() < 0.75:
        _long_sleeves(pen, rng, chest, cuff)
    else:
        end = (min(0.98, chest + 0.36), rng.uniform(0.0, 0.15))
        _sleeves(pen, chest + 0.04, chest - 0.06, end, 0.28, 0.86, cuff)
    _torso(pen, rng, chest, chest + rng.uniform(-0.04, 0.05), bottom, 0.17, 0.05)
    pen.both([(chest, -0.6), (chest - 0.03, 0.3), (chest - 0.08, -0.3)], _SEAM)
    pen.half([(0.07, -0.8), (0.07, bottom), (0, bottom + 0.04), (0, -0.8)], 0.9)
    pen.line([(0.08, -0.75), (0.08, bottom)], 0.6, 0.03)
    open_to = rng.uniform(-0.8, -0.45)
    pen.fill([(-0.13, -0.92), (0.13, -0.92), (0, open_to)], 0.08)
    pen.both([(0.08, -1.0), (0.22, -0.94), (0.25, -0.68), (0.02, open_to)], 1, 0.25)
    pen.line([(0.24, -0.68), (0.02, open_to)], 0.5, 0.04)
    pen.line([(-0.24, -0.68), (-0.02, open_to)], 0.5, 0.04)
    for y in np.arange(open_to + 0.16, bottom - 0.08, rng.uniform(0.2, 0.28)):
        pen.dot(0, y, 0.045, 0.2, 0.5)
    if rng.random() < 0.5:
        pen.fill([(0.18, -0.3), (0.36, -0.3), (0.36, -0.08), (0.27, -0.03), (0.18, -0.08)], 0.78)
    return (0.08, 0.2, 0.26, 0.06, 0.0)


def _dress(pen, rng):
    chest, waist = rng.uniform(0.24, 0.36), rng.uniform(0.18, 0.27)
    flare, bottom = rng.uniform(0.3, 0.72), rng.uniform(0.82, 0.98)
    middle, neck = rng.uniform(-0.25, 0.05), rng.uniform(0.1, 0.18)
    top, kind = -0.92, rng.random()
    if kind < 0.3:  # thin straps
        top = -0.68
        pen.line([(0.75 * chest, top + 0.1), (0.5 * chest, -0.95)], 0.8, 0.05)
        pen.line([(-0.75 * chest, top + 0.1), (-0.5 * chest, -0.95)], 0.8, 0.05)
    elif kind < 0.65:
        drop = rng.uniform(-0.55, 0.3)
        _sleeves(pen, chest, chest - 0.06, (chest + 0.28, drop), 0.16, 0.84)
    pen.half([(neck, top), (chest, top + 0.1), (chest - 0.02, -0.45), (waist, middle),
              (0.5 * (waist + flare) + 0.04, middle + 0.35), (flare, bottom),
              (0, bottom + 0.04), (0, top)])  # fmt: skip
    pen.fill(_arc(0, top - 0.02, neck, rng.uniform(0.06, 0.2), 0, 1), 0)
    if rng.random() < 0.6:
        pen.half([(waist, middle - 0.05), (waist, middle + 0.05), (0, middle + 0.05),
                  (0, middle - 0.05)], 0.5, 1)  # fmt: skip
    for x in (-0.5, 0.0, 0.5):
        pen.line([(x * waist, middle + 0.15), (x * flare, bottom - 0.04)], 0.74, 0.03)
    return (0.1, 0.05, 0.05, 0.2, 0.0)


def _trouser(pen, rng):
    waist, hip = rng.uniform(0.26, 0.34), rng.uniform(0.32, 0.42)
    crotch, bottom = rng.uniform(-0.4, -0.2), rng.uniform(0.8, 0.98)
    if rng.random() < 0.08:
        bottom = rng.uniform(0.15, 0.4)  # shorts
    spread, leg = rng.uniform(0.0, 0.14), rng.uniform(0.15, 0.25)
    outer = hip + spread * 0.6
    knee = 0.5 * (crotch + bottom)
    pen.both([(0, -0.95), (waist, -0.95), (hip, -0.5), (0.5 * (hip + outer) - 0.01, knee),
              (outer, bottom), (outer - leg, bottom), (0.03 + spread * 0.3, knee),
              (0.012, crotch), (0, crotch)])  # fmt: skip
    pen.half([(waist, -0.97), (waist + 0.02, -0.83), (0, -0.83), (0, -0.97)], 0.7, 0.8)
    pen.line([(0, -0.83), (0, crotch)], 0.5, 0.04)
    for side in (-1, 1):
        crease = side * (outer - 0.5 * leg)
        pen.line([(side * 0.5 * hip, -0.6), (crease, bottom - 0.05)], 0.82, 0.04)
        pen.line([(side * (hip - 0.14), -0.8), (side * (hip - 0.02), -0.58)], 0.55, 0.04)
        if rng.random() < 0.3:
            pen.line([(side * (outer - leg), bottom - 0.04), (side * outer, bottom - 0.04)], 0.6)
    return (0.02, 0.08, 0.06)


def _sandal(pen, rng):
    heel, thick = max(0.0, rng.uniform(-0.35, 0.75)), rng.uniform(0.07, 0.13)
    floor = 0.42 + 0.3 * heel
    back, ball = floor - heel - 0.08, floor - 0.04
    pen.fill([(-0.95, ball - 0.04), (-0.5, ball), (-0.1, ball - 0.1), (0.35, back + 0.06),
              (0.92, back - 0.02), (0.92, back + thick), (0.4, back + thick + 0.1),
              (-0.1, ball + thick - 0.02), (-0.5, floor + thick), (-0.92, floor + 0.04)],
             0.85)  # fmt: skip
    if heel > 0.12:
        slim = rng.uniform(0.04, 0.16)
        pen.fill([(0.62, back + 0.08), (0.93, back), (0.86, floor + thick),
                  (0.86 - slim, floor + thick)], 0.7, 0.4)  # fmt: skip
    else:
        pen.line([(-0.9, floor + thick), (0.92, floor + thick)], 0.6, 0.08, 0.6)
    width, lift = rng.uniform(0.07, 0.14), rng.uniform(0.26, 0.42)
    ankle = back - rng.uniform(0.38, 0.6)
    toes = [(-0.82, ball), (-0.62, ball - lift), (-0.32, ball - lift), (-0.2, ball - 0.06)]
    kind = rng.random()
    if kind < 0.35:  # a broad band over the toes
        pen.fill(toes, 0.95, 0.5, 1)
        pen.line([toes[1], (-0.46, ball - 0.04)], 0.6, 0.04)
    else:
        pen.line(toes, 0.95, width, 0.5)
    if kind > 0.6:
        pen.line([(-0.55, ball - 0.02), (-0.3, ball - lift - 0.1), (0.0, ball - 0.16)], 0.8, width)
    if kind < 0.15 and heel < 0.2:  # a slipper: nothing holds the ankle
        return ()
    pen.line([(0.3, back), (0.38, ankle), (0.86, ankle - 0.04), (0.9, back)], 0.95, width, 0.5)
    bridge = [(-0.4, ball - lift), (0.02, 0.5 * (ball + ankle) - 0.1), (0.4, ankle)]
    pen.line(bridge if rng.random() < 0.55 else [(0.4, ankle), (0.86, back - 0.1)], 0.9, width)
    pen.dot(0.44, ankle, 0.07, 0.4)
    return ()


def _shoe_sole(pen, rng, floor, thick, heel=0.0) -> None:
    pen.fill([(-0.97, floor - 0.1), (0.93, floor - 0.08), (0.95, floor + thick + heel),
              (0.45, floor + thick + heel), (0.38, floor + thick), (-0.9, floor + thick)],
             1.0, 1.0)  # fmt: skip
    pen.line([(-0.95, floor - 0.08), (0.93, floor - 0.07)], 0.4, 0.04, 1.0)


def _sneaker(pen, rng):
    floor, thick = rng.uniform(0.32, 0.46), rng.uniform(0.08, 0.2)
    collar, toe = floor - rng.uniform(0.5, 0.82), floor - rng.uniform(0.2, 0.3)
    throat = rng.uniform(0.05, 0.2)
    pen.fill([(-0.97, floor), (-0.94, toe + 0.05), (-0.72, toe - 0.04), (-0.4, toe - 0.08),
              (throat - 0.1, collar + 0.08), (throat, collar), (0.35, collar + 0.14),
              (0.68, collar + 0.06), (0.86, collar - 0.06), (0.92, collar + 0.04),
              (0.9, floor - 0.2), (0.95, floor)], 0.92, 0.0, 1)  # fmt: skip
    _shoe_sole(pen, rng, floor, thick)
    cap = _arc(-0.97, floor - 0.07, 0.36, floor - toe - 0.02, 1.5, 2.0)
    pen.fill([*cap, (-0.97, floor - 0.07)], 0.75, 0.6)
    for step in np.linspace(0.15, 0.9, int(rng.integers(3, 6))):
        x, y = -0.42 + step * (throat + 0.35), toe - 0.06 + step * (collar - toe + 0.1)
        pen.line([(x - 0.03, y), (x + 0.13, y + 0.14)], 0.35, 0.045, 0.8)
    kind = rng.random()
    if kind < 0.45:
        for x in np.arange(3) * 0.15:
            pen.line([(x, floor - 0.1), (x + 0.15, collar + 0.22)], 0.5, 0.06, 1)
    elif kind < 0.75:
        pen.line([(-0.2, floor - 0.22), (0.1, floor - 0.14), (0.7, collar + 0.2)], 0.5, 0.08, 1)
    pen.line([(0.72, collar + 0.14), (0.74, floor - 0.12)], 0.6, 0.04)
    return ()


def _boot(pen, rng):
    floor, thick = rng.uniform(0.62, 0.74), rng.uniform(0.06, 0.11)
    heel = max(0.0, rng.uniform(-0.05, 0.18))
    top, front = rng.uniform(-0.9, -0.55), rng.uniform(0.0, 0.2)
    toe, instep = floor - rng.uniform(0.26, 0.36), rng.uniform(0.0, 0.16)
    pen.fill([(-0.97, floor), (-0.93, toe + 0.06), (-0.66, toe - 0.06), (-0.25, toe - 0.2),
              (front - 0.04, instep), (front, top), (0.4, top + 0.02), (0.86, top - 0.02),
              (0.82, 0.1), (0.92, floor - 0.2), (0.93, floor)], 0.95, 0.0, 1)  # fmt: skip
    _shoe_sole(pen, rng, floor, thick, heel)
    kind = rng.random()
    if kind < 0.4:
        for y in np.linspace(top + 0.15, instep + 0.1, 5):
            pen.line([(front - 0.02, y), (front + 0.2, y + 0.06)], 0.3, 0.05, 0.8)
    elif kind < 0.7:  # an elastic side
        pen.fill([(0.32, top + 0.03), (0.66, top + 0.03), (0.56, 0.2), (0.42, 0.2)], 0.4, 0.6)
    else:
        pen.line([(front, top + 0.35), (0.84, top + 0.3)], 0.45, 0.09, 1)
        pen.dot(0.3, top + 0.34, 0.07, 1, 1)
    pen.line([(front - 0.1, instep + 0.12), (0.3, floor - 0.3), (0.85, floor - 0.36)], 0.62, 0.04)
    if rng.random() < 0.4:
        pen.line([(front, top + 0.04), (0.86, top + 0.02)], 0.6, 0.1, 0.8)
    return ()


def _bag(pen, rng):
    wide, top = rng.uniform(0.68, 0.94), rng.uniform(-0.4, 0.0)
    bottom, taper = rng.uniform(0.62, 0.86), rng.uniform(-0.14, 0.16)
    reach, kind = rng.uniform(0.35, 0.6), rng.random()
    spread, width = wide * rng.uniform(0.4, 0.8), rng.uniform(0.06, 0.11)
    handle = _arc(0, top + 0.05, spread, reach, 1, 2)
    pen.line(handle, 0.85, width, 0.7)
    if kind < 0.3:
        pen.line(_arc(0.08, top + 0.05, spread * 0.8, reach * 0.7, 1, 2), 0.55, width, 0.7)
    pen.fill([(-wide + taper, top), (wide - taper, top), (wide, bottom - 0.1), (wide, bottom),
              (-wide, bottom), (-wide, bottom - 0.1)], 0.95, 0.0, 1)  # fmt: skip
    if kind < 0.55:  # a flap with a clasp
        fold = top + rng.uniform(0.4, 0.6) * (bottom - top)
        edge = [(wide - taper, top), (0.85 * wide, fold - 0.08), (0, fold), (0, top)]
        pen.half(edge, 0.82, 0.5, 0)
        pen.line([(-0.85 * wide, fold - 0.08), (0, fold), (0.85 * wide, fold - 0.08)], _SEAM)
        pen.dot(0, fold, 0.09, 1, 1)
    elif kind < 0.8:
        pen.line([(-wide + taper + 0.04, top + 0.1), (wide - taper - 0.04, top + 0.1)], _SEAM, 0.06)
        pen.fill([(-0.5 * wide, 0.3 * top + 0.2), (0.5 * wide, 0.3 * top + 0.2),
                  (0.5 * wide, bottom - 0.1), (-0.5 * wide, bottom - 0.1)], 0.8, 0.2)  # fmt: skip
    for side in (-1, 1):
        pen.dot(side * spread, top + 0.08, 0.07, 0.5, 1)
    return (0.06, 0.06, 0.08, 0.06, 0.06)


_DRAWERS = (_tee, _trouser, _pullover, _dress, _coat, _sandal, _shirt, _sneaker, _bag, _boot)


def _render(class_index: int, rng: np.random.Generator, size: int, colour: bool) -> np.ndarray:
    """One garment as uint8 [H, W, C]."""
    pen = _Pen(size, rng)
    chances = _DRAWERS[class_index](pen, rng)
    reduced = np.asarray(pen.image.reduce(_OVERSAMPLE), dtype=np.float32) / 255
    relief, accent = reduced[..., 0:1], reduced[..., 1:2]

    axis = (np.arange(size, dtype=np.float32) + 0.5) * (2 / size) - 1
    x, y = axis[None, :, None], axis[:, None, None]
    pattern = _pattern(rng, chances, x, y)
    accent = np.maximum(accent, pattern * (relief > 0.7))

    # Light falls from one side, and three long waves stand for folds.
    light = 1 - rng.uniform(0.05, 0.3) * (x - rng.uniform(-0.6, 0.6)) ** 2
    light = light - rng.uniform(0, 0.2) * (y + 1) / 2
    for fx, fy, phase in rng.uniform((-7, -4, 0), (7, 4, 6.3), (3, 3)):
        light = light + 0.045 * np.sin(fx * x + fy * y + phase)
    light = light + 0.02 * rng.standard_normal((16, 16, 1)).repeat(-(-size // 16), 0).repeat(
        -(-size // 16), 1)[:size, :size]  # fmt: skip

    first, second = _colours(rng, colour)
    pixels = relief * light * (first + accent * (second - first))
    return (255 * np.clip(pixels, 0, 1) + 0.5).astype(np.uint8)


def _pattern(rng, chances, x, y) -> np.ndarray:
    """Where a print puts the second colour, [H, W, 1] in [0, 1].

    `chances` of stripes across, stripes along, checks, dots and a print on the chest; the rest of
    the probability is plain cloth.
    """
    kind = int(np.searchsorted(np.cumsum(chances), rng.random(), side="right"))
    a, b, c, d = rng.uniform(0, 1, 4)
    wave = 5 + 11 * a  # radians a unit: two to five stripes from edge to edge
    across, along = np.sin(wave * y + 6 * b), np.sin(wave * x + 6 * c)
    plain = np.zeros_like(x + y)
    if kind >= len(chances):
        return plain
    if kind < 2:
        return plain + np.clip(0.6 * (d - 0.5) + 0.5 + 1.5 * (along if kind else across), 0, 1)
    if kind == 2:
        return 0.5 * (across > 0) + 0.5 * (along > 0.2 * d)
    if kind == 3:
        return np.clip(4 * np.sin(9 * x + 6 * c) * np.sin((8 + 3 * a) * y + 6 * b) - 1.6, 0, 1)
    edge = np.maximum(abs(x), abs(y + 0.15)) if d < 0.5 else np.hypot(x, y + 0.15)
    badge = np.clip(12 * (0.14 + 0.16 * a - edge), 0, 1)
    return badge * (1 - 0.7 * (np.sin(18 * (x if b < 0.5 else y)) > 0.2))


def _colours(rng, colour: bool) -> tuple[np.ndarray, np.ndarray]:
    """Main and second colour, [C] in [0, 1]; one of the two is always easy to see on black."""
    main = rng.uniform(0.55, 1.0) if rng.random() < 0.8 else rng.uniform(0.3, 0.5)
    other = main * rng.uniform(0.35, 0.6) if main > 0.65 else rng.uniform(0.75, 1.0)
    hues, strength = rng.uniform(0, 1, 2), rng.uniform(0, 0.8, 2)
    if not colour:
        return np.array([main], np.float32), np.array([other], np.float32)
    pair = zip(hues, strength, (main, other), strict=True)
    first, second = (np.array(colorsys.hsv_to_rgb(*p), np.float32) for p in pair)
    return first, second
