"""A few images of a folder or archive as D will see them, and what becomes of them on the way."""

import statistics
from dataclasses import dataclass
from pathlib import Path

from torch import Tensor

from gan_core.config.image_choices import AUTO_BACKGROUND, ImageChoices
from gan_core.data.files.arrange import DEFAULT
from gan_core.data.files.pixels import Fit, lost_outside_squares
from gan_core.data.files.reading import first_images, stack, survey
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
    lost: float
    """Share of all their pixels outside the centre squares, 0 to 1; 0 where all are square."""
    transparent: bool
    """Whether one of them has transparent parts."""
    background: str
    """What these become."""


def preview(
    path: Path, image_size: int, channels: int | None, count: int, choices: ImageChoices = DEFAULT
) -> Preview:
    """`count` images of a folder or archive as a run would train on them.

    Raises GanError where none can be decoded.
    """
    background = choices.background
    if background == AUTO_BACKGROUND:
        background = survey(path, choices).background
    fit = Fit(image_size, choices.fit, background)
    _, arranged, squares, _ = first_images(path, fit, count, choices)
    originals = [squares[name] for name in arranged.names if name in squares]  # as a run has them
    images, _ = stack(originals, image_size, channels)
    if channels:
        images = converted(images, image_size, channels)
    return Preview(
        images,
        round(statistics.median(found.width for found in originals)),
        round(statistics.median(found.height for found in originals)),
        lost_outside_squares((found.width, found.height) for found in originals),
        any(found.transparent for found in originals),
        background,
    )
