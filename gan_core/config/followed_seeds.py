"""The seeds that a run's sample grids follow: those a person picked, or none for the usual ones."""

import re
from typing import Any

from gan_core import GanError
from gan_core.config.settings import MAX_SEED

MOST = 64


def followed_seeds(values: Any) -> tuple[int, ...]:
    """Checked seeds, out of a config or a command line. Raises GanError for what are none."""
    seeds = tuple(values) if isinstance(values, (list, tuple)) else None
    if seeds is None or not all(type(it) is int and 0 <= it <= MAX_SEED for it in seeds):
        raise GanError(f"Followed seeds are whole numbers from 0 to {MAX_SEED}.")
    if len(seeds) > MOST:
        raise GanError(f"A sample grid follows up to {MOST} seeds, not {len(seeds)}.")
    if twice := [seed for seed in seeds if seeds.count(seed) > 1]:
        raise GanError(f"Seed {twice[0]} is followed twice; give each once.")
    return seeds


def parsed_seeds(text: str) -> tuple[int, ...]:
    """The seeds in a text such as `3, 17 42`; none in an empty one. Raises GanError for others."""
    words = [word for word in re.split(r"[\s,;]+", text) if word]
    if wrong := next((it for it in words if not re.fullmatch(r"[0-9]{1,10}", it)), None):
        raise GanError(f'Followed seeds are whole numbers with commas between them, not "{wrong}".')
    return followed_seeds([int(word) for word in words])


def columns_for(count: int) -> int:
    """Samples in a row of a grid of `count` followed seeds, which is about square."""
    columns = 1
    while columns * columns < count:
        columns += 1
    return columns
