"""A run as an animated picture: its sample sheets in order, from the untrained generator on."""

import io

import numpy as np
from PIL import Image

from gan_core import GanError
from gan_core.data import images
from gan_core.runs.run_dir import RunDir

MAX_FRAMES = 300
WIDEST = 640  # px; larger sheets lose their enlargement, or a long film would not fit in memory
LAST_MILLISECONDS = 2000  # the newest sheet stays on long enough to be looked at


def animation(run: RunDir, milliseconds: int = 120, frames: int = MAX_FRAMES) -> bytes:
    """A GIF with a frame for each sheet of the run; of more than `frames`, evenly spread ones.

    Raises GanError where the run has no sheet yet.
    """
    if not 1 <= frames <= MAX_FRAMES or not 20 <= milliseconds <= 5000:
        raise GanError(
            f"A film has 1 to {MAX_FRAMES} frames of 20 to 5,000 ms, not {frames} of "
            f"{milliseconds} ms."
        )
    paths = list(run.samples().values())
    pictures = [picture for path in spread(paths, frames) if (picture := _read(path)) is not None]
    if not pictures:
        raise GanError(f"{run.id} has no sheet yet; let the run train a little first.")
    pictures = [picture for picture in pictures if picture.shape == pictures[-1].shape]
    durations = [milliseconds] * (len(pictures) - 1) + [max(milliseconds, LAST_MILLISECONDS)]
    return images.gif(pictures, durations)


def spread(things: list, count: int) -> list:
    """At most `count` of `things` in order, the first and the last among them where count > 1."""
    if len(things) <= count:
        return things
    if count == 1:
        return things[-1:]
    return [things[round(index * (len(things) - 1) / (count - 1))] for index in range(count)]


def _read(path) -> np.ndarray | None:
    """A sheet as uint8 [H, W, C]; None where it is gone or damaged, which costs one frame only."""
    try:
        with Image.open(io.BytesIO(path.read_bytes())) as picture:
            picture = picture.convert("L" if picture.mode == "L" else "RGB")
    except (OSError, SyntaxError):
        return None
    if picture.width > WIDEST:
        size = (picture.width // 2, picture.height // 2)
        picture = picture.resize(size, Image.Resampling.NEAREST)
    pixels = np.asarray(picture)
    return pixels if pixels.ndim == 3 else pixels[..., None]
