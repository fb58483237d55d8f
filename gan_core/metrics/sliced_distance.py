"""Sliced Wasserstein distance of two sets of features (Rabin et al. 2012, Bonneel et al. 2015).

It assumes nothing of the features' distribution, where a Frechet distance sees their mean and
covariance alone: samples can be given the right moments, by a loss that asks for them, and be wrong
in all else.
"""

import torch
from torch import Tensor

DIRECTIONS = 1000
AT_ONCE = 100  # directions; torch.quantile takes 16 million values at most
QUANTILES = 1000  # of each projection; more than there are images repeats some


def sliced_wasserstein(a: Tensor, b: Tensor, seed: int = 0) -> float:
    """Squared 2-Wasserstein distance of features a [N, d] and b [M, d]; 0 is ideal.

    Mean over random directions of the distance of both projections, times d, so that a shift of the
    mean counts as in a Frechet distance. It has its own random generator. Biased upwards, more so
    for few samples: compare values of the same counts, and with that of as many real images.
    """
    generator = torch.Generator().manual_seed(seed)
    directions = torch.randn(a.shape[1], DIRECTIONS, generator=generator, dtype=torch.float64)
    directions /= directions.norm(dim=0)
    levels = (torch.arange(QUANTILES, dtype=torch.float64) + 0.5) / QUANTILES
    a, b = a.double(), b.double()

    def quantiles(features: Tensor, some: Tensor) -> Tensor:
        return torch.quantile(features @ some, levels, dim=0)

    squares = [
        (quantiles(a, some) - quantiles(b, some)).square()
        for some in directions.split(AT_ONCE, dim=1)
    ]
    return a.shape[1] * torch.cat(squares, dim=1).mean().item()
