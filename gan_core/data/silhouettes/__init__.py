"""Ten kinds of clothes, drawn by this program: a data set that needs no download and no licence.

The classes are those of Fashion-MNIST, light on black and with the same orientation. Each image
depends on (seed, index) alone, at any size, so a longer set begins with the shorter one. Shapes are
polygons, drawn at four times the size and reduced; cloth (light, folds, patterns) is computed at
the final size, where it costs a sixteenth.
"""

from __future__ import annotations

import colorsys

import numpy as np
from numpy.random import Generator

from gan_core.data.silhouettes.canvas import OVERSAMPLE, Canvas
from gan_core.data.silhouettes.clothes import DRAW_CLASS, PatternProbabilities


def make(
    count: int, image_size: int, seed: int = 0, channels: int = 1
) -> tuple[np.ndarray, np.ndarray]:
    """`count` items: images uint8 [N, C, H, W] and labels int64 [N], with C = 1 or 3.

    Every ten items are one of each class in random order, so class counts differ by at most one.
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


def _render(class_index: int, rng: Generator, size: int, colour: bool) -> np.ndarray:
    """One item as uint8 [H, W, C]."""
    canvas = Canvas(size, rng)
    probabilities = DRAW_CLASS[class_index](canvas, rng)
    reduced = np.asarray(canvas.image.reduce(OVERSAMPLE), dtype=np.float32) / 255
    relief, accent = reduced[..., 0:1], reduced[..., 1:2]

    axis = (np.arange(size, dtype=np.float32) + 0.5) * (2 / size) - 1
    x, y = axis[None, :, None], axis[:, None, None]
    pattern = _pattern(rng, probabilities, x, y)
    accent = np.maximum(accent, pattern * (relief > 0.7))

    # Light comes from one side; three long waves look like folds.
    light = 1 - rng.uniform(0.05, 0.3) * (x - rng.uniform(-0.6, 0.6)) ** 2
    light = light - rng.uniform(0, 0.2) * (y + 1) / 2
    for fx, fy, phase in rng.uniform((-7, -4, 0), (7, 4, 6.3), (3, 3)):
        light = light + 0.045 * np.sin(fx * x + fy * y + phase)
    light = light + 0.02 * rng.standard_normal((16, 16, 1)).repeat(-(-size // 16), 0).repeat(
        -(-size // 16), 1)[:size, :size]  # fmt: skip

    first, second = _colours(rng, colour)
    pixels = relief * light * (first + accent * (second - first))
    return (255 * np.clip(pixels, 0, 1) + 0.5).astype(np.uint8)


def _pattern(
    rng: Generator, probabilities: PatternProbabilities, x: np.ndarray, y: np.ndarray
) -> np.ndarray:
    """How much of the second colour a random pattern has at each pixel, [H, W, 1] in [0, 1]."""
    kind = int(np.searchsorted(np.cumsum(probabilities), rng.random(), side="right"))
    a, b, c, d = rng.uniform(0, 1, 4)
    wave = 5 + 11 * a  # radians per unit: two to five stripes across the image
    across, along = np.sin(wave * y + 6 * b), np.sin(wave * x + 6 * c)
    plain = np.zeros_like(x + y)
    if kind >= len(probabilities):
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


def _colours(rng: Generator, colour: bool) -> tuple[np.ndarray, np.ndarray]:
    """Main and second colour, [C] in [0, 1]; at least one is clearly visible on black."""
    main = rng.uniform(0.55, 1.0) if rng.random() < 0.8 else rng.uniform(0.3, 0.5)
    other = main * rng.uniform(0.35, 0.6) if main > 0.65 else rng.uniform(0.75, 1.0)
    hues, strength = rng.uniform(0, 1, 2), rng.uniform(0, 0.8, 2)
    if not colour:
        return np.array([main], np.float32), np.array([other], np.float32)
    pair = zip(hues, strength, (main, other), strict=True)
    first, second = (np.array(colorsys.hsv_to_rgb(*p), np.float32) for p in pair)
    return first, second
