"""The z and classes on which directions are found: the same on every machine, and no seed's own."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

FIRST_CHECK = 1_000_000  # seeds from here on are kept for checking what was found on others
FIRST_STREAM = 3_000_000_000  # far from seeds that people type, whose z begins the same stream


def draws(count: int, z_dim: int, stream: int = 0) -> Tensor:
    """z [count, z_dim], standard normal, from numpy's frozen generator."""
    drawn = np.random.RandomState(FIRST_STREAM + stream).standard_normal((count, z_dim))
    return torch.from_numpy(drawn.astype(np.float32))


def balanced(
    count: int, num_classes: int, only: int | None = None, among: Sequence[int] | None = None
) -> Tensor | None:
    """Class weights [count, num_classes]; None without any.

    The classes in turn, of them those in `among` where it is given, or `only` one throughout.
    """
    if not num_classes:
        return None
    shown = (range(num_classes) if among is None else among) if only is None else [only]
    labels = torch.tensor(list(shown))[torch.arange(count) % len(shown)]
    return torch.nn.functional.one_hot(labels, num_classes).float()
