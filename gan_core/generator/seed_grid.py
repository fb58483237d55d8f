"""The sample grid of a generator for any seeds, as training draws it for those of the run."""

from collections.abc import Sequence

from gan_core.data import images
from gan_core.generator.session import GeneratorSession


def seed_grid(session: GeneratorSession, seeds: Sequence[int], columns: int) -> bytes:
    """PNG of a sample of each seed, `columns` in a row.

    With labels, seed s has class s modulo the number of classes.
    """
    return images.png(images.grid(session.sample(seeds), columns), images.GRID_SCALE)
