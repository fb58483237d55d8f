"""One image file as a square of pixels, or the reason why not."""

from __future__ import annotations

import dataclasses
import functools
import io
import struct
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from gan_core.data.files import contents

MAX_PIXELS = 50_000_000  # of a decoded image; a JPEG may be larger, it is decoded at a fraction
OUTLINE_SIDE = 256  # px, at which outlines are looked at
BACKGROUNDS = {"black": (0, 0, 0), "white": (255, 255, 255)}
FORMATS = ("PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF", "AVIF")


class Unusable(Exception):
    """An image that cannot be used; its text is the reason, as a plural: "damaged images"."""


class TooLarge(Unusable):
    """An image of too many pixels."""

    def __init__(self) -> None:
        super().__init__(f"images of more than {MAX_PIXELS // 10**6} megapixels")


@dataclass(frozen=True)
class Fit:
    """How an image becomes a square."""

    size: int | None
    """Side in px; None for the shorter side, at most 64."""
    fit: str = "crop"
    """crop: the centre square; pad: with bars of the background; squash: the whole, distorted."""
    background: str = "black"
    """What transparent parts and bars become."""


@dataclass(frozen=True)
class Square:
    """A decoded image."""

    pixels: np.ndarray
    """uint8 [S, S] or [S, S, 3]; uint16 [S, S] of an image with 16 bits, float32 [S, S] of one with
    floating-point numbers: what is white there, only the whole set can tell."""
    width: int
    height: int
    outline: float | None
    """Brightness of what borders on transparent parts, 0 to 1; None where none are."""

    @property
    def transparent(self) -> bool:
        return self.outline is not None


def square(data: bytes | np.ndarray | None, fit: Fit) -> Square:
    """Decode one file, or fit one array of pixels. Raises Unusable."""
    if not isinstance(data, (bytes, np.ndarray)):
        raise Unusable("damaged images")
    kind = contents.kind_of(data[: contents.HEAD]) if isinstance(data, bytes) else "array"
    try:
        if isinstance(data, np.ndarray):
            return _fitted(Image.fromarray(data), fit)
        return _square(_without_texts(data) if kind == "PNG" else data, fit)
    except Unusable:
        raise
    except Image.DecompressionBombError:
        raise TooLarge from None
    except UnidentifiedImageError:
        raise Unusable(_unknown(kind)) from None
    except Exception:  # a decoder may raise nearly anything for damaged bytes
        raise Unusable("damaged images" if kind in contents.IMAGES else _unknown(kind)) from None


def levels(low: float, high: float) -> tuple[float, float]:
    """What is black and what is white among numbers from `low` to `high`: one of the usual ranges
    [0, 1], [-1, 1] and [0, 255] where they lie in it, else their own.
    """
    if low >= 0 and 1 < high <= 255:
        return 0.0, 255.0
    base = -1.0 if low < 0 else 0.0
    top = max(1.0, high) if low >= base else high
    base = min(base, low)
    return base, top if top > base else base + 1


def as_bytes(numbers: np.ndarray, black: float, white: float) -> np.ndarray:
    """uint8 of numbers from `black` (0) to `white` (255); what lies outside is clipped."""
    scaled = (numbers - black) * (255.0 / (white - black))
    return scaled.round().clip(0, 255).astype(np.uint8)


def lost_outside_squares(sizes: Iterable[tuple[int, int]]) -> float:
    """Share of all pixels of images of these (width, height) that a centre crop loses, 0 to 1."""
    sizes = list(sizes)
    kept = sum(min(width, height) ** 2 for width, height in sizes)
    return 1 - kept / (sum(width * height for width, height in sizes) or 1)


def _unknown(kind: str) -> str:
    if kind == "HEIC":
        return "HEIC images (install pillow-heif, or save them as JPEG)"
    return "damaged images" if kind in FORMATS or not kind else contents.plural(kind)


def _square(data: bytes, fit: Fit) -> Square:
    image: Image.Image = Image.open(io.BytesIO(data), formats=formats())
    side = min(image.size)
    target = fit.size or min(side, 64)
    if image.format == "JPEG" and side > target:
        image.draft(None, (target, target))  # decodes faster at a fraction of the size
    if image.width * image.height > MAX_PIXELS:
        raise TooLarge
    size = image.size if image.format != "JPEG" else _jpeg_size(data)
    ImageOps.exif_transpose(image, in_place=True)
    return dataclasses.replace(_fitted(image, fit), width=size[0], height=size[1])


def _fitted(image: Image.Image, fit: Fit) -> Square:
    target = fit.size or min(min(image.size), 64)
    width, height = image.size
    outline = _outline(image) if image.has_transparency_data else None
    deep = image.mode.startswith("I")
    if image.mode == "F" and not np.isfinite(np.asarray(image)).all():
        raise Unusable("images with numbers that are not finite")
    image = image if deep or image.mode == "F" else _flatten(image, BACKGROUNDS[fit.background])
    image = _squared(image, target, fit)
    pixels = np.asarray(image)
    if deep:
        pixels = pixels.clip(0, 65535).astype(np.uint16)
    return Square(pixels, width, height, outline)


def _outline(image: Image.Image) -> float:
    """Mean brightness of the opaque pixels that border on transparent ones, 0 to 1."""
    small = image.convert("RGBA")
    small.thumbnail((OUTLINE_SIDE, OUTLINE_SIDE), Image.Resampling.NEAREST)
    pixels = np.asarray(small).astype(np.float32)
    opaque = pixels[..., 3] > 127
    inner = opaque.copy()
    for axis in (0, 1):
        for step in (-1, 1):
            inner &= np.roll(opaque, step, axis)
    border = opaque & ~inner
    return float(pixels[border, :3].mean() / 255) if border.any() else 0.5


def _squared(image: Image.Image, target: int, fit: Fit) -> Image.Image:
    """Of side `target`."""
    edge = min(image.size)
    if image.width != image.height and fit.fit == "crop":
        # Cut first: resizing with a box blurs pixels from outside it in.
        left, top = (image.width - edge) // 2, (image.height - edge) // 2
        image = image.crop((left, top, left + edge, top + edge))
    elif image.width != image.height and fit.fit == "pad":
        scale = target / max(image.size)
        shape = tuple(max(1, round(side * scale)) for side in image.size)
        image = _resized(image, shape)
        whole = Image.new(image.mode, (target, target), _fill(image, fit.background))
        whole.paste(image, ((target - image.width) // 2, (target - image.height) // 2))
        return whole
    return image if image.size == (target, target) else _resized(image, (target, target))


def _resized(image: Image.Image, shape: tuple[int, ...]) -> Image.Image:
    mode = image.mode
    if mode.startswith("I"):  # Pillow resizes 16 bits as floats
        image = Image.fromarray(np.asarray(image).astype(np.float32))
    if mode == "F":
        low, high = image.getextrema()  # beyond which bicubic interpolation overshoots
        larger = np.asarray(image.resize((shape[0], shape[1]), Image.Resampling.BICUBIC))
        return Image.fromarray(larger.clip(low, high))
    image = image.resize((shape[0], shape[1]), Image.Resampling.BICUBIC)
    return (
        Image.fromarray(np.asarray(image).clip(0, 65535).astype(np.int32))
        if mode[0] == "I"
        else image
    )


def _fill(image: Image.Image, background: str) -> float | tuple[int, ...]:
    colour, mode = BACKGROUNDS[background], image.mode
    if mode == "F":
        low, high = levels(*image.getextrema())
        return high if background == "white" else low
    return colour if mode == "RGB" else colour[0] * (257 if mode.startswith("I") else 1)


def _flatten(image: Image.Image, background: tuple[int, int, int]) -> Image.Image:
    """Mode L or RGB; transparent parts become the background."""
    grey = image.mode in ("1", "L", "LA", "La")
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, background), layer)
    mode = "L" if grey else "RGB"
    return image if image.mode == mode else image.convert(mode)


def _jpeg_size(data: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(data), formats=("JPEG",)) as image:
        return image.size


def _without_texts(png: bytes) -> bytes:
    """A PNG without texts and profiles, which are no pixels and which Pillow refuses if long."""
    kept, place = [png[:8]], 8
    while place + 12 <= len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        kind, end = png[place + 4 : place + 8], place + 12 + length
        if kind not in (b"tEXt", b"zTXt", b"iTXt", b"iCCP"):
            kept.append(png[place:end])
        place = end
    return b"".join(kept)


@functools.cache
def formats() -> tuple[str, ...]:
    """What Pillow reads here: of untrusted bytes none of its rarer readers sees any."""
    try:
        import pillow_heif  # type: ignore[import-not-found]  # the extra heic
    except ImportError:
        return FORMATS
    pillow_heif.register_heif_opener()
    return (*FORMATS, "HEIF")
