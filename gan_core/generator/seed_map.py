"""The seed map: grid points are seeds, positions between them blend four seeds. Imports no torch.

The map has WIDTH columns and WIDTH rows and wraps around at its edges. WIDTH is a multiple of ten,
so with ten classes every column shows one class: moving left or right changes the class.
"""

import math

WIDTH = 1000  # so that a seed can be read off: column 12, row 3 is seed 3012

Pairs = tuple[tuple[int, float], ...]


def seed_at(column: int, row: int) -> int:
    """The seed of a grid point."""
    return column % WIDTH + WIDTH * (row % WIDTH)


def corners(x: float, y: float) -> Pairs:
    """(seed, weight) of the up to four grid points around a position; the weights sum to 1.

    Bilinear weights. A keyframe divides by the root of the squared weights, so that z has the
    length of a random sample everywhere; a plain average of four seeds would have half that length.
    """
    left, top = math.floor(x), math.floor(y)
    right, down = x - left, y - top
    weights = (
        (left, top, (1 - right) * (1 - down)),
        (left + 1, top, right * (1 - down)),
        (left, top + 1, (1 - right) * down),
        (left + 1, top + 1, right * down),
    )
    return tuple((seed_at(i, j), weight) for i, j, weight in weights if weight)
