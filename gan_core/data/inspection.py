"""One look at all images of a folder or archive before training: what is there, and what is odd."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from gan_core.config.image_choices import AUTO_BACKGROUND, ImageChoices
from gan_core.data.files.arrange import DEFAULT, Arranged
from gan_core.data.files.left_out import LeftOut
from gan_core.data.files.listing import Progress, listing, silent
from gan_core.data.files.pixels import Fit, Square, as_bytes, levels, lost_outside_squares
from gan_core.data.files.reading import survey, too_few

SIDE = 32  # px, at which images are compared
NAMED = 20  # files named of each kind
HASH_SIDE = 8  # of the difference hash (dHash): 64 bits
UNEVEN = "With classes this uneven, quick may learn more from clusters of equal size: labels=false."
ONE_COLOUR = 2.0  # standard deviation of the pixels, of 255, below which an image shows nothing


@dataclass(frozen=True)
class Inspection:
    """Everything that is known of the images of one split."""

    images: int
    class_counts: dict[str, int]
    """Images of each class; empty without classes."""
    left_out: LeftOut
    sizes: list[tuple[int, int, int]]
    """(width, height, images) of the most frequent sizes, px."""
    size_count: int
    """The number of different sizes."""
    cropped: float
    """Share of all pixels that the centre squares lose; 0 where nothing is cropped."""
    transparent: int
    sixteen_bits: int
    floating: int
    """Images of floating-point numbers."""
    colour: int
    """Images in colour; the others are grey."""
    duplicates: list[list[str]]
    """Groups of files with the same pixels at SIDE px."""
    near_duplicates: list[list[str]]
    """Groups of files that look the same at 9 x 8 px."""
    one_colour: list[str]
    """Files that show nothing."""
    note: str
    """Why there are no classes, where one may wonder."""

    @property
    def distinct(self) -> int:
        """Images without repetitions."""
        return self.images - sum(len(group) - 1 for group in self.duplicates)

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "images": self.images, "distinct": self.distinct, "classes": self.class_counts,
            "left_out": self.left_out.to_json(), "sizes": self.sizes, "size_count": self.size_count,
            "cropped": round(self.cropped, 4), "transparent": self.transparent,
            "sixteen_bits": self.sixteen_bits, "floating": self.floating, "colour": self.colour,
            "duplicates": self.duplicates[:NAMED], "near_duplicates": self.near_duplicates[:NAMED],
            "one_colour": self.one_colour[:NAMED], "note": self.note,
        }  # fmt: skip

    def sentences(self) -> list[str]:
        """What a person should know, the most important first."""
        return [sentence for sentence in _sentences(self) if sentence]


def inspect_images(
    path: Path,
    choices: ImageChoices = DEFAULT,
    split: str = "train",
    progress: Progress = silent,
) -> Inspection:
    """Decode every image once, small, and compare them. Raises GanError where there are none."""
    if choices.background == AUTO_BACKGROUND:
        background = survey(path, choices).background
    else:
        background = choices.background
    listed = listing(path, split, choices=choices)
    fit = Fit(SIDE, choices.fit, background)
    looks = {name: _look(found) for name, found in listed.decoded(fit, progress)}
    if not looks:
        raise too_few(path, split, 0, listed.left_out)
    looks = {name: looks[name] for name in sorted(looks)}
    return _inspection(listed.arranged, looks, listed.left_out, choices.fit == "crop")


@dataclass(frozen=True)
class _Look:
    """What is kept of an image: enough to compare it, a few dozen bytes."""

    width: int
    height: int
    transparent: bool
    deep: bool
    floating: bool
    colour: bool
    spread: float
    digest: bytes
    hash: int


def _look(found: Square) -> _Look:
    pixels = found.pixels
    is_floating = pixels.dtype == np.float32
    if is_floating:
        pixels = as_bytes(pixels, *levels(float(pixels.min()), float(pixels.max())))
    grey = pixels.mean(axis=2) if pixels.ndim == 3 else pixels.astype(np.float32)
    brightest = 65535 if pixels.dtype == np.uint16 else 255
    eight = Image.fromarray((grey * (255 / brightest)).astype(np.uint8))
    small = np.asarray(eight.resize((HASH_SIDE + 1, HASH_SIDE), Image.Resampling.BOX))
    bits = (small[:, 1:] > small[:, :-1]).reshape(-1)
    colour = pixels.ndim == 3 and bool((pixels != pixels[..., :1]).any())
    return _Look(
        found.width, found.height, found.transparent, pixels.dtype == np.uint16, is_floating,
        colour,
        float(pixels.std()) / (257 if pixels.dtype == np.uint16 else 1),
        hashlib.blake2b(np.ascontiguousarray(pixels).data, digest_size=16).digest(),
        int.from_bytes(np.packbits(bits).tobytes(), "big"),
    )  # fmt: skip


def _inspection(
    arranged: Arranged, looks: dict[str, _Look], left_out: LeftOut, is_cropped: bool
) -> Inspection:
    counts: Counter[str] = Counter()
    if arranged.label_of is not None:
        counts.update(dict.fromkeys(arranged.class_names, 0))
        counts.update(arranged.class_of(name) for name in looks)
    sizes = Counter((look.width, look.height) for look in looks.values())
    lost = lost_outside_squares((look.width, look.height) for look in looks.values())
    duplicates = _groups((look.digest, name) for name, look in looks.items())
    again = {name for group in duplicates for name in group[1:]}
    shown = {name: look for name, look in looks.items() if look.spread >= ONE_COLOUR}
    near = _groups((look.hash, name) for name, look in shown.items() if name not in again)
    return Inspection(
        images=len(looks),
        class_counts={name: counts[name] for name in arranged.class_names},
        left_out=left_out,
        sizes=[(*size, count) for size, count in sizes.most_common(5)],
        size_count=len(sizes),
        cropped=lost if is_cropped else 0.0,
        transparent=sum(look.transparent for look in looks.values()),
        sixteen_bits=sum(look.deep for look in looks.values()),
        floating=sum(look.floating for look in looks.values()),
        colour=sum(look.colour for look in looks.values()),
        duplicates=duplicates,
        near_duplicates=near,
        one_colour=[name for name, look in looks.items() if look.spread < ONE_COLOUR],
        note=arranged.note,
    )


def _groups(keyed: Iterable[tuple[Any, str]]) -> list[list[str]]:
    """Names with the same key, where there are several; the largest group first."""
    found: dict[Any, list[str]] = {}
    for key, name in keyed:
        found.setdefault(key, []).append(name)
    return sorted((names for names in found.values() if len(names) > 1), key=len, reverse=True)


def _sentences(found: Inspection) -> Iterable[str]:
    counts = found.class_counts
    classes = f" in {len(counts)} classes" if counts else ", without classes"
    yield f"{found.images:,} images{classes}."
    yield found.note
    if found.left_out:
        yield f"Left out: {found.left_out.words()}."
    if found.duplicates:
        yield (
            f"{found.images:,} files, but {found.distinct:,} different images at {SIDE} px: "
            f"{', '.join(found.duplicates[0][:3])} are the same."
        )
    if found.near_duplicates:
        count = sum(map(len, found.near_duplicates))
        yield f"{count:,} images look alike, such as {', '.join(found.near_duplicates[0][:3])}."
    if found.one_colour:
        count = len(found.one_colour)
        are = "image is" if count == 1 else "images are"
        yield f"{count:,} {are} of one colour, such as {found.one_colour[0]}."
    if found.cropped > 0.01:
        yield f"The centre squares lose {found.cropped:.0%} of the pixels; fit=pad keeps them all."
    if found.transparent:
        yield f"{found.transparent:,} images have transparent parts."
    if found.sixteen_bits:
        yield f"{found.sixteen_bits:,} images have 16 bits; they are scaled by one factor."
    if found.floating:
        yield f"{found.floating:,} images hold floating-point numbers, scaled by one range for all."
    most = max(counts.values(), default=0)
    if few := [name for name, count in counts.items() if count < most / 10]:
        yield f"Classes of very few images: {', '.join(few)}."
        yield UNEVEN
