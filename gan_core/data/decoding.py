"""Decodes image files to square uint8 images."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable

import numpy as np
import torch
from PIL import Image, ImageOps
from torch import Tensor

FORMATS = (
    "PNG",
    "JPEG",
    "GIF",
    "BMP",
    "WEBP",
)  # untrusted bytes reach none of Pillow's rarer readers
MAX_PIXELS = 50_000_000


def decode(
    stream: Iterable[tuple[str, bytes | None]], total: int, size: int | None, progress: bool
) -> tuple[dict[str, np.ndarray], list[int], list[str]]:
    """(square images by name, the shorter side of each original in px, names skipped).

    `stream` gives (name, bytes) pairs, with None for bytes that are too long or unreadable.
    """
    squares: dict[str, np.ndarray] = {}
    sides: list[int] = []
    skipped: list[str] = []
    for count, (name, data) in enumerate(stream, 1):
        try:
            if data is None:
                raise ValueError("too long")
            squares[name], side = _square(data, size)
            sides.append(side)
        except Exception:  # a decoder may raise nearly anything for damaged bytes
            skipped.append(name)
        if progress and count % 5000 == 0:
            end = "\n" if count + 5000 > total else ""
            print(f"\rread {count:,} of {total:,} images", end=end, file=sys.stderr, flush=True)
    return squares, sides, skipped


def stack(squares: list[np.ndarray], size: int, channels: int | None) -> Tensor:
    """Square images of any side as uint8 [N, C, size, size].

    C is 1 if all images are grey, else 3; with `channels` None, grey images stored as colour count
    as grey.
    """
    colour = any(square.ndim == 3 for square in squares)
    pixels = np.empty((len(squares), size, size, 3 if colour else 1), np.uint8)
    for index, square in enumerate(squares):
        if len(square) != size:
            image = Image.fromarray(square).resize((size, size), Image.Resampling.BICUBIC)
            square = np.asarray(image)
        pixels[index] = square if square.ndim == 3 else square[:, :, None]
    images = torch.from_numpy(pixels).permute(0, 3, 1, 2)
    if colour and channels is None and (images == images[:, :1]).all():
        images = images[:, :1]  # grey images stored as colour
    return images


def _square(data: bytes, size: int | None) -> tuple[np.ndarray, int]:
    """The centre crop, uint8 [S, S] or [S, S, 3], and the shorter side of the original, px.

    S is `size`, or with None the shorter side but at most 64.
    """
    image: Image.Image = Image.open(io.BytesIO(data), formats=FORMATS)
    if image.width * image.height > MAX_PIXELS:
        raise ValueError("too many pixels")
    side = min(image.size)
    target = size or min(side, 64)
    if side > target:
        image.draft(None, (target, target))  # JPEG decodes faster at a fraction of the size
    ImageOps.exif_transpose(image, in_place=True)
    image = _flatten(image)
    edge = min(image.size)
    if image.width != image.height:  # crop first: resize with a box blurs pixels from outside it in
        left, top = (image.width - edge) // 2, (image.height - edge) // 2
        image = image.crop((left, top, left + edge, top + edge))
    if edge != target:
        image = image.resize((target, target), Image.Resampling.BICUBIC)
    return np.asarray(image), side


def _flatten(image: Image.Image) -> Image.Image:
    """Mode L or RGB; transparent images are composited on black."""
    if image.mode.startswith("I"):  # 16 bits
        return Image.fromarray((np.asarray(image).clip(0, 65535) // 257).astype(np.uint8))
    grey = image.mode in ("1", "L", "LA", "La")
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "black"), layer)
    mode = "L" if grey else "RGB"
    return image if image.mode == mode else image.convert(mode)
