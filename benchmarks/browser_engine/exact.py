"""Pixels of the browser's generator, in node, beside those of torch."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from gan_core.generator.session import GeneratorSession, load_generator
from gan_core.generator.shipped import shipped
from tests.playground.shared.browser_generator.ask import answers, job, pixels
from tests.playground.shared.browser_generator.networks import fresh, recipe_cases

AT_ONCE = 250  # seeds, so that few images are held at a time


def measured(folder: Path, seeds: int, done: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The largest difference of a pixel and the share of pixels that differ, of each generator.

    Once more after each generator, as there are dozens; those in `done` are not drawn again.
    """
    found = {}
    for name, generator in _generators(folder):
        found[name] = done.get(name) or _beside_torch(generator(), seeds)
        print(f"{name:44}", found[name], flush=True)
        worst = max(row["levels_apart"] for row in found.values())
        yield {"worst_levels_apart": worst, "generators": found}


def _generators(folder: Path) -> Iterator[tuple[str, Callable[[], GeneratorSession]]]:
    """Name and session of the shipped ones and of a fresh one of each case."""
    for name in shipped():
        yield name, partial(load_generator, name)
    for case in recipe_cases():
        recipe, size, channels, classes = case
        name = f"{recipe}, {size} px, {'colour' if channels == 3 else 'grey'}, {classes} classes"
        yield name, partial(fresh, folder / "fresh.safetensors", case, width=None)


def _beside_torch(session: GeneratorSession, seeds: int) -> dict[str, Any]:
    assert session.path
    asked = job(session.path, seeds)
    largest, differ, pixel_count = 0, 0, 0
    for first in range(0, seeds, AT_ONCE):
        some = range(first, min(seeds, first + AT_ONCE))
        drawn = pixels(answers([{**asked, "first": first, "count": len(some)}])[0])
        apart = np.abs(drawn.astype(np.int16) - session.sample(some).reshape(-1))
        largest = max(largest, int(apart.max()))
        differ, pixel_count = differ + int((apart > 0).sum()), pixel_count + apart.size
    return {
        "seeds": seeds,
        "levels_apart": largest,
        "pixels_that_differ": float(f"{differ / pixel_count:.2g}"),
    }
