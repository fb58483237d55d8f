"""z from seeds: a seed gives the same z on every device and machine."""

import functools
from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from gan_core import GanError
from gan_core.config.settings import MAX_SEED


def z_from_seeds(seeds: Sequence[int], z_dim: int) -> Tensor:
    """A standard normal z for each seed, [N, z_dim] on the CPU.

    From numpy's RandomState, whose output numpy has frozen: a seed in a link or a lesson gives the
    same image for as long as the generator file exists.
    """
    for seed in seeds:
        if not 0 <= int(seed) <= MAX_SEED:
            raise GanError(f"A seed is a whole number from 0 to {MAX_SEED}, not {seed}.")
    rows = [_z_from_seed(int(seed), z_dim) for seed in seeds]
    return torch.from_numpy(np.stack(rows)) if rows else torch.empty(0, z_dim)


@functools.lru_cache(maxsize=4096)  # dragging a control uses the same few seeds many times
def _z_from_seed(seed: int, z_dim: int) -> np.ndarray:
    return np.random.RandomState(seed).standard_normal(z_dim).astype(np.float32)
