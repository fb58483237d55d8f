"""A run as an animated GIF: its sample grids in order, from the untrained generator on."""

import io
from pathlib import Path
from typing import TypeVar

import numpy as np
from PIL import Image

from gan_core import GanError
from gan_core.data import images
from gan_core.runs.run_dir import RunDir

MAX_FRAMES = 300
MAX_WIDTH = 640  # px; larger grids are halved, or a long animation would not fit in memory
LAST_MILLISECONDS = 2000  # of the newest grid, at least

T = TypeVar("T")


def animation(run: RunDir, milliseconds: int = 120, frames: int = MAX_FRAMES) -> bytes:
    """A GIF with a frame for each sample grid; of more than `frames`, evenly spaced ones are used.

    Raises GanError if the run has no sample grid yet, and for arguments out of range.
    """
    if not 1 <= frames <= MAX_FRAMES or not 20 <= milliseconds <= 5000:
        raise GanError(
            f"An animation has 1 to {MAX_FRAMES} frames of 20 to 5,000 ms, not {frames} of "
            f"{milliseconds} ms."
        )
    paths = evenly_spaced(list(run.samples().values()), frames)
    grids = [grid for path in paths if (grid := _read(path)) is not None]
    if not grids:
        raise GanError(f"{run.id} has no sample grid yet; let the run train for a while first.")
    grids = [grid for grid in grids if grid.shape == grids[-1].shape]
    durations = [milliseconds] * (len(grids) - 1) + [max(milliseconds, LAST_MILLISECONDS)]
    return images.gif(grids, durations)


def evenly_spaced(items: list[T], count: int) -> list[T]:
    """At most `count` of `items` in order, with the first and the last if `count` > 1."""
    if len(items) <= count:
        return items
    if count == 1:
        return items[-1:]
    return [items[round(index * (len(items) - 1) / (count - 1))] for index in range(count)]


def _read(path: Path) -> np.ndarray | None:
    """A grid as uint8 [H, W, C]; None if the file is missing or damaged."""
    try:
        with Image.open(io.BytesIO(path.read_bytes())) as file:
            grid = file.convert("L" if file.mode == "L" else "RGB")
    except (OSError, SyntaxError):
        return None
    if grid.width > MAX_WIDTH:
        grid = grid.resize((grid.width // 2, grid.height // 2), Image.Resampling.NEAREST)
    pixels = np.asarray(grid)
    return pixels if pixels.ndim == 3 else pixels[..., None]
