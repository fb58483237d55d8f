"""z from seeds: a seed means the same z on every device and machine."""

import functools
from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from gan_core import GanError
from gan_core.config.settings import MAX_SEED


def z_from_seeds(seeds: Sequence[int], z_dim: int) -> Tensor:
    """One z a seed, [N, z_dim] on the CPU.

    Drawn by numpy's RandomState, whose stream numpy has frozen, so a seed in a link or a lesson
    stays the same picture for as long as the generator file exists.
    """
    for seed in seeds:
        if not 0 <= int(seed) <= MAX_SEED:
            raise GanError(f"A seed is a whole number from 0 to {MAX_SEED}, not {seed}.")
    rows = [_drawn(int(seed), z_dim) for seed in seeds]
    return torch.from_numpy(np.stack(rows)) if rows else torch.empty(0, z_dim)


@functools.lru_cache(maxsize=4096)  # under a dragging hand the same few seeds blend again and again
def _drawn(seed: int, z_dim: int) -> np.ndarray:
    return np.random.RandomState(seed).standard_normal(z_dim).astype(np.float32)
