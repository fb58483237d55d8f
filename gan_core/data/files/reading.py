"""Reads, surveys and previews the images of a folder or archive."""

from __future__ import annotations

import dataclasses
import functools
import statistics
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from gan_core import GanError
from gan_core.config.image_choices import ImageChoices
from gan_core.data.files.arrange import DEFAULT, Arranged, arrange
from gan_core.data.files.container import Container
from gan_core.data.files.left_out import LeftOut
from gan_core.data.files.listing import Listing, Progress, left_out_of, listing, silent
from gan_core.data.files.opening import open_container
from gan_core.data.files.pixels import Fit, Square, as_bytes, levels

SURVEYED, SURVEYED_SIZE = 16, 32  # images decoded by `survey`, px
TRIED = 20  # times as many are looked at, where many of the first are damaged


@dataclass
class Images:
    """The images of one split."""

    pixels: Tensor
    """uint8 [N, C, S, S]; C is 1 if all images are grey, else 3."""
    labels: Tensor | None
    """int64 [N], or None."""
    class_names: tuple[str, ...]
    left_out: LeftOut
    notes: list[str] = field(default_factory=list)
    """What happened to all of them, in sentences."""


def read_files(
    path: Path,
    fit: Fit,
    channels: int | None = None,
    split: str = "train",
    progress: Progress = silent,
    classes: tuple[str, ...] = (),
    choices: ImageChoices = DEFAULT,
    container: Container | None = None,
) -> Images:
    """The images of a folder or archive.

    With `channels` None, grey images stored as colour count as grey; otherwise they keep the
    channels of the files. `classes` are those that a run already has, in their order; without them
    they come in natural order. Raises GanError where fewer than two can be used.
    """
    listed = listing(path, split, classes, choices, container)
    squares = dict(listed.decoded(fit, progress))
    if len(squares) < 2:
        raise too_few(path, split, len(squares), listed.left_out)
    kept = [name for name in listed.arranged.names if name in squares]
    size = fit.size or _native_size(squares.values())
    pixels, notes = stack([squares.pop(name) for name in kept], size, channels)
    notes += [listed.arranged.note] if listed.arranged.note else []
    labels, class_names = labels_of(kept, listed.arranged, split, classes, notes)
    return Images(pixels, labels, class_names, listed.left_out, notes)


def labels_of(
    kept: list[str],
    arranged: Arranged,
    split: str,
    classes: tuple[str, ...],
    notes: list[str],
) -> tuple[Tensor | None, tuple[str, ...]]:
    """(int64 [N], class names) of the images that were decoded; (None, ()) without classes."""
    if arranged.label_of is None:
        return None, ()
    used = _class_names(kept, arranged, notes) if split == "train" else arranged.class_names
    number = {name: index for index, name in enumerate(classes or used)}
    return torch.tensor([number[arranged.class_of(name)] for name in kept]), classes or used


@dataclass(frozen=True)
class Survey:
    """What a folder or archive contains, from its file names and a few of its images."""

    count: int
    """Training images; some may turn out to be damaged."""
    channels: int
    """1 if the decoded images are grey, else 3."""
    image_size: int
    """28, 32 or 64 px, as `read_files` would choose for the decoded images."""
    class_names: tuple[str, ...]
    """The sub-folders; empty if they are not classes."""
    left_out: str
    """What is left out, in words; "" where nothing is."""
    note: str = ""
    """Why there are no classes, where one may wonder."""
    background: str = "black"
    """black or white: on which transparent images are the more visible."""


def survey(
    path: Path, choices: ImageChoices = DEFAULT, container: Container | None = None
) -> Survey:
    """Inspect a folder or archive without decoding all of it; results for archives are cached.

    Raises GanError if there is nothing to train on, so that a run is refused before it starts.
    """
    if container or not path.is_file():
        return _survey(path, choices, container)
    stats = path.stat()
    return _survey_of_file(path, choices, stats.st_mtime_ns, stats.st_size)


@functools.lru_cache(maxsize=64)
def _survey_of_file(path: Path, choices: ImageChoices, changed_ns: int, size: int) -> Survey:
    return _survey(path, choices)


def _survey(path: Path, choices: ImageChoices, container: Container | None = None) -> Survey:
    fit = Fit(SURVEYED_SIZE, choices.fit)
    _, arranged, squares, left_out = first_images(path, fit, SURVEYED, choices, container)
    pixels, _ = stack(list(squares.values()), SURVEYED_SIZE, None)
    return Survey(
        len(arranged.names), pixels.shape[1], _native_size(squares.values()),
        arranged.class_names, left_out.words(), arranged.note, background_for(squares.values()),
    )  # fmt: skip


def first_images(
    path: Path,
    fit: Fit,
    count: int,
    choices: ImageChoices = DEFAULT,
    container: Container | None = None,
) -> tuple[Container, Arranged, dict[str, Square], LeftOut]:
    """A few training images from all over the container, where most can be decoded."""
    container = container or open_container(path)
    arranged = arrange((file.name for file in container.images), "train", path, choices)
    left_out = left_out_of(container, arranged)
    if len(arranged.names) < 2:
        raise too_few(path, "train", len(arranged.names), left_out)
    squares: dict[str, Square] = {}
    damaged = LeftOut()
    for names in _few(container, arranged.names, count):
        few = Listing(container, dataclasses.replace(arranged, names=names), damaged)
        squares |= dict(few.decoded(fit))
        if len(squares) >= 2:
            return container, arranged, squares, left_out
    left_out.merge(damaged)
    raise too_few(path, "train", len(squares), left_out)


def _few(container: Container, names: list[str], count: int) -> Iterator[list[str]]:
    """A few names at a time: from all over, or from the beginning where only that is near."""
    if container.is_sequential:
        place = {file.name: number for number, file in enumerate(container.images)}
        names, stride = sorted(names, key=place.__getitem__), 1
    else:
        stride = max(1, len(names) // count)
    for start in range(min(TRIED, -(-len(names) // count))):
        begin = start if stride > 1 else start * count
        yield names[begin::stride][:count]


def stack(squares: list[Square], size: int, channels: int | None) -> tuple[Tensor, list[str]]:
    """Squares of any side as uint8 [N, C, size, size], and what was done to them all."""
    arrays, notes = _eight_bits([found.pixels for found in squares])
    arrays, more = _from_floats(arrays)
    notes += more
    colour = any(array.ndim == 3 for array in arrays)
    pixels = np.empty((len(arrays), size, size, 3 if colour else 1), np.uint8)
    for index, array in enumerate(arrays):
        if len(array) != size:
            image = Image.fromarray(array).resize((size, size), Image.Resampling.BICUBIC)
            array = np.asarray(image)
        pixels[index] = array if array.ndim == 3 else array[:, :, None]
    images = torch.from_numpy(pixels).permute(0, 3, 1, 2)
    if colour and channels is None and (images == images[:, :1]).all():
        images = images[:, :1]  # grey images stored as colour
    return images, notes


def _eight_bits(arrays: list[np.ndarray]) -> tuple[list[np.ndarray], list[str]]:
    """Images of 16 bits scaled by one factor for the whole set, so that they stay comparable."""
    deep = [array for array in arrays if array.dtype == np.uint16]
    if not deep:
        return arrays, []
    brightest = max(int(array.max()) for array in deep) or 1
    scaled = [
        (array * (255.0 / brightest)).round().astype(np.uint8)
        if array.dtype == np.uint16
        else array
        for array in arrays
    ]
    return scaled, [f"{len(deep):,} images of 16 bits are scaled so that {brightest:,} is white."]


def _from_floats(arrays: list[np.ndarray]) -> tuple[list[np.ndarray], list[str]]:
    """Images of floating-point numbers scaled by one range for the whole set."""
    floats = [array for array in arrays if array.dtype == np.float32]
    if not floats:
        return arrays, []
    black, white = levels(
        float(min(array.min() for array in floats)), float(max(array.max() for array in floats))
    )
    scaled = [
        as_bytes(array, black, white) if array.dtype == np.float32 else array for array in arrays
    ]
    return scaled, [
        f"{len(floats):,} images of floating-point numbers are scaled so that {black:g} is black "
        f"and {white:g} is white."
    ]


def _class_names(kept: list[str], arranged: Arranged, notes: list[str]) -> tuple[str, ...]:
    """The classes of which there is an image; the others, and those of one image, are noted."""
    counts = dict.fromkeys(arranged.class_names, 0)
    for name in kept:
        counts[arranged.class_of(name)] += 1
    if missing := [name for name, count in counts.items() if not count]:
        notes.append(f"No image of {', '.join(missing)} can be used, so it is no class.")
    if few := [name for name, count in counts.items() if count == 1]:
        notes.append(f"There is one image of {', '.join(few)}: too few to learn from.")
    return tuple(name for name, count in counts.items() if count)


def background_for(squares: Iterable[Square]) -> str:
    """The background from which the outlines of transparent images differ more; else black."""
    outlines = [found.outline for found in squares if found.outline is not None]
    return "white" if outlines and statistics.mean(outlines) < 0.5 else "black"


def _native_size(squares: Iterable[Square]) -> int:
    """The image size for originals of these sizes."""
    middle = statistics.median(min(found.width, found.height) for found in squares)
    return next((side for side in (28, 32) if side >= middle), 64)


def too_few(path: Path, split: str, usable: int, left_out: LeftOut) -> GanError:
    """The error for fewer than two images; returned, not raised."""
    if not usable and not left_out:
        return GanError(f"{path} contains no files; give a folder, zip or tar of images.")
    reason = f"; left out: {left_out.words()}" if left_out else ""
    return GanError(
        f"{path} contains {usable or 'no'} image{'' if usable == 1 else 's'} for training that can "
        f"be used, and at least 2 are needed{reason}."
        if split == "train"
        else f"{path} contains {usable or 'no'} test images that can be used, and at least 2 are "
        f"needed{reason}."
    )
