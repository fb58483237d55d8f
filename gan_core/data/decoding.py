"""The bytes of image files made into square uint8 pictures."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable

import numpy as np
import torch
from PIL import Image, ImageOps
from torch import Tensor

FORMATS = ("PNG", "JPEG", "GIF", "BMP", "WEBP")  # Pillow's rarer readers see no stranger's bytes
MAX_PIXELS = 50_000_000


def decode(
    stream: Iterable[tuple[str, bytes | None]], total: int, size: int | None, progress: bool
) -> tuple[dict[str, np.ndarray], list[int], list[str]]:
    """Squares by name, the smaller sides the pictures had (px), and the names skipped."""
    squares, sides, skipped = {}, [], []
    for count, (name, data) in enumerate(stream, 1):
        try:
            if data is None:
                raise ValueError("too long")
            squares[name], side = _square(data, size)
            sides.append(side)
        except Exception:  # a decoder fed with broken bytes may raise nearly anything
            skipped.append(name)
        if progress and count % 5000 == 0:
            end = "\n" if count + 5000 > total else ""
            print(f"\rread {count:,} of {total:,} images", end=end, file=sys.stderr, flush=True)
    return squares, sides, skipped


def stack(squares: list[np.ndarray], size: int, channels: int | None) -> Tensor:
    """Squares of any side as uint8 [N, C, size, size].

    C is 1 if every one is grey, 3 otherwise; with `channels` None, grey stored as colour is grey.
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
        images = images[:, :1]  # grey pictures stored as colour
    return images


def _square(data: bytes, size: int | None) -> tuple[np.ndarray, int]:
    """The middle square, uint8 [S, S] or [S, S, 3], and the smaller side of the picture, px.

    S is `size`, or with None the smaller side but at most 64.
    """
    image = Image.open(io.BytesIO(data), formats=FORMATS)
    if image.width * image.height > MAX_PIXELS:
        raise ValueError("too many pixels")
    side = min(image.size)
    target = size or min(side, 64)
    if side > target:
        image.draft(None, (target, target))  # JPEG decodes at an eighth for an eighth of the price
    ImageOps.exif_transpose(image, in_place=True)
    image = _flatten(image)
    edge = min(image.size)
    if image.width != image.height:  # cut first: a box given to resize lets the outside bleed in
        left, top = (image.width - edge) // 2, (image.height - edge) // 2
        image = image.crop((left, top, left + edge, top + edge))
    if edge != target:
        image = image.resize((target, target), Image.Resampling.BICUBIC)
    return np.asarray(image), side


def _flatten(image: Image.Image) -> Image.Image:
    """Mode L or RGB, laid on black where transparent."""
    if image.mode.startswith("I"):  # 16 bits
        return Image.fromarray((np.asarray(image).clip(0, 65535) // 257).astype(np.uint8))
    grey = image.mode in ("1", "L", "LA", "La")
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "black"), layer)
    mode = "L" if grey else "RGB"
    return image if image.mode == mode else image.convert(mode)
