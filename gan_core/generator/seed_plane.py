"""The plane of seeds: whole-numbered places are seeds, places between them blend four. No torch.

The plane has WIDTH columns and as many rows and goes round at its edges. Ten divides WIDTH, so with
ten classes a column shows one class: right and left change what it is, up and down which one.
"""

import math

WIDTH = 1000  # few enough digits that a seed can be read off: column 12, row 3 is seed 3012

Pairs = tuple[tuple[int, float], ...]


def seed_at(column: int, row: int) -> int:
    """The seed of a whole-numbered place."""
    return column % WIDTH + WIDTH * (row % WIDTH)


def place_of(seed: int) -> tuple[int, int]:
    """(column, row) of a seed. Seeds beyond the plane stand where their last digits do."""
    return seed % WIDTH, seed // WIDTH % WIDTH


def corners(x: float, y: float) -> Pairs:
    """(seed, weight) of the up to four neighbours of a place; the weights sum to 1.

    Bilinear, as a picture is enlarged. As weights of a key point, which divides by the root of the
    squared weights, they give z the length of one draw everywhere, where a plain average would
    pull the middle of four seeds to half the length G was trained on.
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
