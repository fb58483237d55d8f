"""Latents as a file of plain arrays that numpy opens anywhere."""

import io

import numpy as np
from torch import Tensor


def npz(z: Tensor, c: Tensor | None, images: np.ndarray) -> bytes:
    """The bytes of an .npz: z [N, z_dim] float32, images uint8 [N, H, W, C], and with labels class
    weights c [N, num_classes]."""
    arrays = {"z": z.numpy(), "images": images} | ({} if c is None else {"c": c.numpy()})
    stream = io.BytesIO()
    np.savez_compressed(stream, **arrays)
    return stream.getvalue()
