"""Drawings for the tests, as the page sends them."""

import numpy as np

from gan_core.data.drawings import encode

ANNA, BEN = "a" * 32, "b" * 32  # browsers


def doodle(seed: int = 0) -> bytes:
    """A PNG of a rectangle; another seed is another drawing, also when it is centred."""
    image = np.zeros((280, 280), np.uint8)
    image[20 : 60 + 7 * (seed // 28), 30 : 60 + 7 * (seed % 28)] = 255
    image[20, 30] = 100 + seed % 100
    return encode(image)
