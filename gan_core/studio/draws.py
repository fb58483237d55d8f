"""The z and classes on which directions are found: the same on every machine, and no seed's own."""

import numpy as np
import torch
from torch import Tensor

FIRST_CHECK = 1_000_000  # seeds from here on are kept for checking what was found on others
FIRST_STREAM = 3_000_000_000  # far from seeds that people type, whose z begins the same stream


def draws(count: int, z_dim: int, stream: int = 0) -> Tensor:
    """z [count, z_dim], standard normal, from numpy's frozen generator."""
    drawn = np.random.RandomState(FIRST_STREAM + stream).standard_normal((count, z_dim))
    return torch.from_numpy(drawn.astype(np.float32))


def balanced(count: int, num_classes: int, only: int | None = None) -> Tensor | None:
    """Class weights [count, num_classes], the classes in turn or `only` one; None without any."""
    if not num_classes:
        return None
    labels = torch.arange(count) % num_classes if only is None else torch.full((count,), only)
    return torch.nn.functional.one_hot(labels, num_classes).float()
