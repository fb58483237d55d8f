"""Pixels of the browser's generator, in node, beside those of torch."""

from pathlib import Path
from typing import Any

import numpy as np

from gan_core.generator.session import GeneratorSession, load_generator
from gan_core.generator.shipped import shipped
from tests.playground.shared.browser_generator.ask import answers, job, pixels
from tests.playground.shared.browser_generator.networks import fresh, recipe_cases

LARGE = ("dcgan64", "fashiongan")  # hundreds of millions of multiplications an image


def measured(folder: Path, seeds: int) -> dict[str, Any]:
    """The largest difference of a pixel and the share of pixels that differ, of each generator."""
    found = {name: _beside_torch(load_generator(name), seeds) for name in shipped()}
    for case in recipe_cases():
        recipe, size, channels, classes = case
        name = f"{recipe}, {size} px, {'colour' if channels == 3 else 'grey'}, {classes} classes"
        session = fresh(folder / "fresh.safetensors", case, width=None)
        found[name] = _beside_torch(session, seeds // 10 if recipe in LARGE else seeds)
        print(f"{name:44}", found[name], flush=True)
    worst = max(row["levels_apart"] for row in found.values())
    return {"seeds": seeds, "worst_levels_apart": worst, "generators": found}


def _beside_torch(session: GeneratorSession, seeds: int) -> dict[str, Any]:
    assert session.path
    drawn = pixels(answers([job(session.path, seeds)])[0]).astype(np.int16)
    expected = session.sample(range(seeds)).reshape(-1).astype(np.int16)
    apart = np.abs(drawn - expected)
    return {
        "seeds": seeds,
        "levels_apart": int(apart.max()),
        "pixels_that_differ": float(f"{(apart > 0).mean():.2g}"),
    }
