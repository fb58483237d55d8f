"""Conversions of pixels: floats in networks, uint8 elsewhere, sample grids and image files.

Floats are in the recipe's data range: [-1, 1] if G ends in a tanh, [0, 1] if in a sigmoid.
"""

import io
import math
import struct
import zipfile
from collections.abc import Sequence
from typing import IO

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from gan_core import GanError
from gan_core.data.grid_columns import grid_columns as grid_columns

DataRange = tuple[float, float]
SYMMETRIC: DataRange = (-1.0, 1.0)
UNIT: DataRange = (0.0, 1.0)
GRID_SCALE = 2  # enlargement of the sample grids of a run


def to_float(images: Tensor, data_range: DataRange = SYMMETRIC) -> Tensor:
    """uint8 [N, C, H, W] to float32 in `data_range`: 0 becomes its low end, 255 its high end."""
    low, high = data_range
    return images.to(torch.float32).div_(255 / (high - low)).add_(low)


def to_unit(images: Tensor, data_range: DataRange = SYMMETRIC) -> Tensor:
    """float NCHW in `data_range` to float NCHW in [0, 1]; differentiable."""
    low, high = data_range
    return (images - low) / (high - low)


def to_uint8(images: Tensor, data_range: DataRange = SYMMETRIC) -> np.ndarray:
    """float NCHW in `data_range` to uint8 NHWC on the CPU; values outside are clamped."""
    low, high = data_range
    pixels = images.detach().float().sub(low).mul(255 / (high - low)).round_().clamp_(0, 255)
    return pixels.to(torch.uint8).permute(0, 2, 3, 1).cpu().contiguous().numpy()


def to_pil(image: np.ndarray, scale: int = 1) -> Image.Image:
    """One uint8 [H, W, C] as a Pillow image, each pixel enlarged to `scale` x `scale`."""
    pil = Image.fromarray(image[..., 0] if image.shape[-1] == 1 else image)
    if scale == 1:
        return pil
    return pil.resize((pil.width * scale, pil.height * scale), Image.Resampling.NEAREST)


def grid(images: np.ndarray, columns: int) -> np.ndarray:
    """uint8 [N, H, W, C] in rows of `columns`: [rows*H, columns*W, C]; empty cells are black."""
    count, height, width, channels = images.shape
    rows = math.ceil(count / columns)
    padded = np.zeros((rows * columns, height, width, channels), np.uint8)
    padded[:count] = images
    cells = padded.reshape(rows, columns, height, width, channels).swapaxes(1, 2)
    return cells.reshape(rows * height, columns * width, channels)


def png(image: np.ndarray, scale: int = 1) -> bytes:
    """One uint8 [H, W, C] as the bytes of a PNG file."""
    stream = io.BytesIO()
    to_pil(image, scale).save(stream, "PNG", compress_level=1)
    return stream.getvalue()


def write_zip(stream: IO[bytes], images: np.ndarray, first: int = 0) -> None:
    """uint8 [N, H, W, C] as a ZIP of PNGs, named by seed from `first` on."""
    with zipfile.ZipFile(stream, "w") as archive:  # stored: PNGs are compressed already
        for number, image in enumerate(images, start=first):
            archive.writestr(png_name(number), png(image))


def png_name(seed: int) -> str:
    """The file name of the sample of `seed`."""
    return f"seed_{seed:08d}.png"


def gif(
    frames: Sequence[np.ndarray], milliseconds: int | Sequence[int] = 60, scale: int = 1
) -> bytes:
    """uint8 [H, W, C] frames as the bytes of a looping GIF; `milliseconds` for all or for each.

    Equal frames in a row become one that is shown as long as they all; GanError where that is
    longer than the format can say.
    """
    pil_frames = [to_pil(frame, scale) for frame in frames]
    stream = io.BytesIO()
    try:
        pil_frames[0].save(
            stream, "GIF", save_all=True, append_images=pil_frames[1:], duration=milliseconds,
            loop=0,
        )  # fmt: skip
    except (OverflowError, struct.error):  # the duration is 16 bits, in hundredths of a second
        raise GanError(
            "The image stands still for more than 655 seconds, which a GIF cannot show; use fewer "
            "or shorter frames, or an .mp4."
        ) from None
    return stream.getvalue()
