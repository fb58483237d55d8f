"""Latents and images as a file of NumPy arrays."""

import io

import numpy as np
from torch import Tensor


def npz(z: Tensor, c: Tensor | None, images: np.ndarray) -> bytes:
    """The bytes of an .npz: z [N, z_dim] float32, images uint8 [N, H, W, C], and with labels class
    weights c [N, num_classes]."""
    stream = io.BytesIO()
    if c is None:
        np.savez_compressed(stream, z=z.numpy(), images=images)
    else:
        np.savez_compressed(stream, z=z.numpy(), images=images, c=c.numpy())
    return stream.getvalue()
