"""A few images of a folder or archive as D will see them, and what becomes of them on the way."""

import contextlib
import io
import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from torch import Tensor

from gan_core import GanError
from gan_core.data.decoding import FORMATS, decode, stack
from gan_core.data.image_files import first_files
from gan_core.data.image_set import converted


@dataclass(frozen=True)
class Preview:
    """Some of the images at the size and in the channels of a run."""

    images: Tensor
    """uint8 [N, C, S, S]."""
    width: int
    """Median width of the originals looked at, px."""
    height: int
    """Median height, px."""
    cropped: bool
    """Whether one of them is not square, so that only its centre is used."""
    transparent: bool
    """Whether one of them has transparent parts, which become black."""


def preview(path: Path, image_size: int, channels: int | None, count: int) -> Preview:
    """`count` images of a folder or archive as a run would train on them.

    Raises GanError where none can be decoded.
    """
    files = first_files(path, count)
    squares, _, _ = decode(files, len(files), image_size, progress=False)
    if not squares:
        raise GanError(f"None of the first images of {path.name} can be read; check them.")
    images = stack(list(squares.values()), image_size, channels)
    if channels:
        images = converted(images, image_size, channels)
    sizes, transparent = _originals(data for name, data in files if name in squares)
    return Preview(
        images,
        round(statistics.median(width for width, _ in sizes)),
        round(statistics.median(height for _, height in sizes)),
        any(width != height for width, height in sizes),
        transparent,
    )


def _originals(files: Iterable[bytes]) -> tuple[list[tuple[int, int]], bool]:
    """(width and height of each, whether any has transparency), from the headers."""
    sizes, transparent = [], False
    for data in files:
        with contextlib.suppress(Exception), Image.open(io.BytesIO(data), formats=FORMATS) as image:
            sizes.append(image.size)
            transparent |= image.has_transparency_data
    return sizes, transparent
