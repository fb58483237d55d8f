"""A picture from a stranger, made into one of the kind a generator draws."""

import io

import numpy as np
from PIL import Image, UnidentifiedImageError

from gan_core import GanError
from gan_core.data.decoding import FORMATS, MAX_PIXELS, decode
from gan_core.generator.session import GeneratorSession

MAX_BYTES = 10_000_000
BACKGROUNDS = ("auto", "keep", "swap")
LIGHT, DARK = 0.7, 0.3  # mean of a picture's rim, in [0, 1], beyond which its ground is one


def read_picture(data: bytes, size: int, channels: int) -> np.ndarray:
    """The middle square of an image file as uint8 [size, size, channels].

    Transparency is laid on black, of an animation the first picture counts. Raises GanError, in one
    sentence, for what is no picture or too large a one.
    """
    if not data:
        raise GanError("The file is empty; choose a picture.")
    if len(data) > MAX_BYTES:
        raise GanError(f"The file has more than {MAX_BYTES // 1_000_000} MB; make it smaller.")
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            width, height = image.size
    except UnidentifiedImageError:
        raise GanError(f"This is no picture; it may be {', '.join(FORMATS)}.") from None
    except Image.DecompressionBombError:
        width = height = MAX_PIXELS
    except Exception:  # a decoder fed with broken bytes may raise nearly anything
        raise _broken() from None
    if width * height > MAX_PIXELS:
        raise GanError(f"The picture has more than {MAX_PIXELS:,} pixels; make it smaller.")
    squares, _, _ = decode([("", data)], 1, size, progress=False)
    if not squares:
        raise _broken()
    picture = Image.fromarray(squares[""]).convert("L" if channels == 1 else "RGB")
    pixels = np.asarray(picture)
    return pixels if channels != 1 else pixels[..., None]


def match_background(
    session: GeneratorSession, picture: np.ndarray, ground: str = "auto"
) -> tuple[np.ndarray, bool]:
    """The picture with light and dark swapped where its ground asks for it, and whether they were.

    Fashion-MNIST shows things on black and most photos and drawings are on white: "auto" swaps
    where the rim of one is light and that of the generator's own pictures dark, or the reverse.
    """
    if ground not in BACKGROUNDS:
        raise GanError(f"The ground is one of {', '.join(BACKGROUNDS)}, not {ground[:40]}.")
    own, given = rim(session.sample(range(32))), rim(picture[None])
    opposite = (own < DARK and given > LIGHT) or (own > LIGHT and given < DARK)
    swap = ground == "swap" or (ground == "auto" and opposite)
    return (255 - picture if swap else picture), swap


def rim(pictures: np.ndarray) -> float:
    """Mean of the outermost pixels of uint8 [N, H, W, C], in [0, 1]."""
    edges = (pictures[:, 0], pictures[:, -1], pictures[:, :, 0], pictures[:, :, -1])
    return float(np.concatenate([edge.reshape(-1) for edge in edges]).mean() / 255)


def _broken() -> GanError:
    return GanError("The picture is damaged and cannot be read; choose another.")
