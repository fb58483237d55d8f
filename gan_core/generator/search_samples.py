"""Fixed z and classes for searches: the same on every machine, and not those of any likely seed."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

FIRST_TEST_SEED = 1_000_000  # seeds from here on test what was found with other samples
FIRST_STREAM = 3_000_000_000  # far from seeds that users enter, whose z starts the same stream


def sample_z(count: int, z_dim: int, stream: int = 0) -> Tensor:
    """z [count, z_dim], standard normal, from numpy's frozen generator."""
    z = np.random.RandomState(FIRST_STREAM + stream).standard_normal((count, z_dim))
    return torch.from_numpy(z.astype(np.float32))


def balanced_classes(
    count: int, num_classes: int, only: int | None = None, among: Sequence[int] | None = None
) -> Tensor | None:
    """One-hot classes [count, num_classes]; None for a generator without classes.

    Cycles through all classes, through those in `among`, or repeats the class `only`.
    """
    if not num_classes:
        return None
    classes = (range(num_classes) if among is None else among) if only is None else [only]
    labels = torch.tensor(list(classes))[torch.arange(count) % len(classes)]
    return torch.nn.functional.one_hot(labels, num_classes).float()
