"""One picture of a lab: D's heat map, reals and fakes."""

import numpy as np
from PIL import Image, ImageDraw

from gan_core.flat.draws import Stream
from gan_core.flat.score import SIDE
from gan_core.flat.step import FlatGAN

SIZE = 400  # pixels a side
HEAT = 96
POINTS = 400
D_COLOUR = np.array([47, 127, 240])
G_COLOUR = np.array([232, 113, 10])
INK = (34, 34, 34)


def picture(gan: FlatGAN) -> Image.Image:
    """Where D says real (blue) and fake (orange), reals as rings, fakes as diamonds; RGB."""
    line = SIDE * ((2 * np.arange(HEAT) + 1) / HEAT - 1)
    at = np.stack(np.meshgrid(line, line[::-1]), axis=2).reshape(-1, 2)
    logits = np.nan_to_num(np.clip(gan.logits(at), -30, 30))  # a D that ran away is drawn undecided
    D = 1 / (1 + np.exp(-logits)).reshape(HEAT, HEAT, 1)
    strength = 0.45 * np.abs(2 * D - 1)
    heat = 255 + strength * (np.where(D > 0.5, D_COLOUR, G_COLOUR) - 255)
    image = Image.fromarray(heat.astype(np.uint8)).resize((SIZE, SIZE), Image.Resampling.BICUBIC)
    pen = ImageDraw.Draw(image)
    reals = gan.data.sampled.sample(POINTS, gan.settings.seed, Stream.REFERENCE, 0)
    for x, y in _pixels(reals):
        pen.ellipse((x - 3, y - 3, x + 3, y + 3), outline=INK)
    for x, y in _pixels(gan.fakes(POINTS)):
        corners = [(x, y - 4), (x + 4, y), (x, y + 4), (x - 4, y)]
        pen.polygon(corners, fill=tuple(G_COLOUR), outline=(120, 55, 0))
    pen.text((8, 6), f"step {gan.step_count:,}", fill=INK, font_size=18)
    return image


def _pixels(points: np.ndarray) -> list[tuple[float, float]]:
    """Places of those points that are in the picture."""
    scaled = (points / SIDE + 1) * SIZE / 2
    inside = np.isfinite(scaled).all(axis=1) & (np.abs(scaled - SIZE / 2) < SIZE).all(axis=1)
    return [(float(x), float(SIZE - y)) for x, y in scaled[inside]]
