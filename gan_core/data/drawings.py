"""A drawing of any size as a small image, centred as the digits of MNIST are.

The rule is that of http://yann.lecun.com/exdb/mnist/: keep the shape, fit it into 20x20 px with
antialiasing, and place its centre of mass in the middle of a field of 28x28 px.
"""

import io

import numpy as np
from PIL import Image

from gan_core import GanError

FIELD = 28  # px, side of the result
BOX = 20  # px, longer side of what is drawn in it
MAX_SIDE = 2048  # px of a drawing


def centred(drawing: np.ndarray) -> np.ndarray:
    """uint8 [H, W], white on black (0), as uint8 [28, 28].

    The centre of mass is within half a pixel of the middle, unless some of the drawing would then
    leave the field: all of it stays inside. Raises GanError for an empty drawing.
    """
    rows, columns = (np.flatnonzero(drawing.any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        raise GanError("The drawing is empty; draw something first.")
    ink = drawing[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = BOX / max(ink.shape)
    height, width = (max(1, round(side * scale)) for side in ink.shape)
    small = np.asarray(
        Image.fromarray(np.ascontiguousarray(ink)).resize((width, height), Image.Resampling.HAMMING)
    )
    top, left = _corner(small)
    field = np.zeros((FIELD, FIELD), np.uint8)
    field[top : top + height, left : left + width] = small
    return field


def decode(png: bytes) -> np.ndarray:
    """The bytes of a PNG as uint8 [H, W]; colours become grey, transparent parts black.

    Raises GanError for anything else.
    """
    try:
        with Image.open(io.BytesIO(png), formats=("PNG",)) as image:
            if max(image.size) > MAX_SIDE:
                raise GanError(f"A drawing has at most {MAX_SIDE} px a side; send a smaller one.")
            layer = image.convert("RGBA")
    except GanError:
        raise
    except Exception as error:  # a decoder may raise nearly anything for damaged bytes
        raise GanError("This is no PNG; send the drawing as a PNG.") from error
    black = Image.new("RGBA", layer.size, (0, 0, 0, 255))
    return np.asarray(Image.alpha_composite(black, layer).convert("L"))


def encode(image: np.ndarray) -> bytes:
    """uint8 [H, W] as the bytes of a PNG; the same pixels give the same bytes."""
    stream = io.BytesIO()
    Image.fromarray(image).save(stream, "PNG", optimize=True)
    return stream.getvalue()


def _corner(small: np.ndarray) -> tuple[int, int]:
    """Row and column of the field at which the ink's centre of mass comes nearest to the middle."""
    mass = small.astype(np.float64)
    total = mass.sum() or 1.0  # all of it too faint to be seen
    found = []
    for axis, side in enumerate(small.shape):
        weights = mass.sum(axis=1 - axis)
        middle = float((weights * (np.arange(side) + 0.5)).sum()) / total
        found.append(int(np.clip(np.floor(FIELD / 2 - middle + 0.5), 0, FIELD - side)))
    return found[0], found[1]
