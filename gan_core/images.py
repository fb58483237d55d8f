"""The one place where pixels change form: [-1, 1] inside, uint8 outside, sheets and files."""

import io
import math
from collections.abc import Sequence

import numpy as np
import torch
from PIL import Image
from torch import Tensor


def to_float(images: Tensor) -> Tensor:
    """uint8 [N, C, H, W] to float32 in [-1, 1]."""
    return images.to(torch.float32).div_(127.5).sub_(1)


def to_uint8(images: Tensor) -> np.ndarray:
    """float NCHW in [-1, 1] to uint8 NHWC on the CPU; values outside are clamped."""
    pixels = images.detach().float().add(1).mul(127.5).round_().clamp_(0, 255)
    return pixels.to(torch.uint8).permute(0, 2, 3, 1).cpu().contiguous().numpy()


def to_pil(image: np.ndarray, scale: int = 1) -> Image.Image:
    """One uint8 [H, W, C] as a picture, each pixel enlarged to a square of `scale`."""
    picture = Image.fromarray(image[..., 0] if image.shape[-1] == 1 else image)
    if scale == 1:
        return picture
    return picture.resize((picture.width * scale, picture.height * scale), Image.Resampling.NEAREST)


def sheet(images: np.ndarray, columns: int) -> np.ndarray:
    """uint8 [N, H, W, C] in rows of `columns`: [rows*H, columns*W, C], filled up with black."""
    count, height, width, channels = images.shape
    rows = math.ceil(count / columns)
    padded = np.zeros((rows * columns, height, width, channels), np.uint8)
    padded[:count] = images
    grid = padded.reshape(rows, columns, height, width, channels).swapaxes(1, 2)
    return grid.reshape(rows * height, columns * width, channels)


def sheet_columns(num_classes: int) -> int:
    """Columns of a sample sheet: up to ten, and such that a column shows one class."""
    return 10 if num_classes in (0, 1) or num_classes > 10 else 10 // num_classes * num_classes


def png(image: np.ndarray, scale: int = 1) -> bytes:
    """One uint8 [H, W, C] as the bytes of a PNG file."""
    stream = io.BytesIO()
    to_pil(image, scale).save(stream, "PNG", compress_level=1)
    return stream.getvalue()


def gif(frames: Sequence[np.ndarray], milliseconds: int = 60, scale: int = 1) -> bytes:
    """uint8 [H, W, C] frames as the bytes of an endlessly looping GIF."""
    pictures = [to_pil(frame, scale) for frame in frames]
    stream = io.BytesIO()
    pictures[0].save(
        stream, "GIF", save_all=True, append_images=pictures[1:], duration=milliseconds, loop=0
    )
    return stream.getvalue()
