"""An uploaded image, converted to the size, channels and background of a generator's images."""

import numpy as np
from PIL import Image

from gan_core import GanError
from gan_core.data.files import contents
from gan_core.data.files.pixels import FORMATS, MAX_PIXELS, Fit, TooLarge, Unusable, square
from gan_core.generator.session import GeneratorSession

MAX_BYTES = 10_000_000
BACKGROUNDS = ("auto", "keep", "invert")
LIGHT, DARK = 0.7, 0.3  # mean of the border pixels, in [0, 1], of a light and a dark background


def read_image(data: bytes, size: int, channels: int) -> np.ndarray:
    """The central square of an image file as uint8 [size, size, channels].

    Transparent images are composited on black; of an animation the first frame is used. Raises
    GanError for a file that is not an image, damaged or too large.
    """
    if not data:
        raise GanError("The file is empty; choose an image.")
    if len(data) > MAX_BYTES:
        raise GanError(f"The file has more than {MAX_BYTES // 1_000_000} MB; make it smaller.")
    try:
        found = square(data, Fit(size))
    except Unusable as unusable:
        raise _refused(data, unusable) from None
    image = found.pixels
    if image.dtype == np.uint16:
        image = (image // 257).astype(np.uint8)
    pixels = np.asarray(Image.fromarray(image).convert("L" if channels == 1 else "RGB"))
    return pixels if channels != 1 else pixels[..., None]


def match_background(
    session: GeneratorSession, image: np.ndarray, background: str = "auto"
) -> tuple[np.ndarray, bool]:
    """The image, inverted if its background requires it, and whether it was inverted.

    Fashion-MNIST has black backgrounds, most photos and drawings have white ones: "auto" inverts if
    the image has a light border and the generator's images a dark one, or the other way round.
    """
    if background not in BACKGROUNDS:
        choices = ", ".join(BACKGROUNDS)
        raise GanError(f"The background must be one of {choices}, not {background[:40]}.")
    own, given = border_brightness(session.sample(range(32))), border_brightness(image[None])
    opposite = (own < DARK and given > LIGHT) or (own > LIGHT and given < DARK)
    inverted = background == "invert" or (background == "auto" and opposite)
    return (255 - image if inverted else image), inverted


def border_brightness(images: np.ndarray) -> float:
    """Mean of the outermost pixels of uint8 [N, H, W, C], in [0, 1]."""
    edges = (images[:, 0], images[:, -1], images[:, :, 0], images[:, :, -1])
    return float(np.concatenate([edge.reshape(-1) for edge in edges]).mean() / 255)


def _refused(data: bytes, reason: Unusable) -> GanError:
    if isinstance(reason, TooLarge):
        return GanError(f"The image has more than {MAX_PIXELS:,} pixels; make it smaller.")
    kind = contents.kind_of(data[: contents.HEAD])
    if kind in FORMATS:
        return GanError("The image is damaged and cannot be read; choose another.")
    but = f" but {'an' if kind[0] in 'AEIOX' else 'a'} {kind} file" if kind else ""
    return GanError(f"This is not an image{but}; use {', '.join(FORMATS)}.")
