"""Nearest neighbours among features: density, coverage, and whose copy a sample might be.

Distances are taken a block of rows at a time, so that 10,000 against 60,000 fits in memory.
"""

import torch
from torch import Tensor

K = 5  # neighbours of a real image that make up its surroundings, as in arXiv 2002.09797
BLOCK = 1 << 22  # distances held at once: 16 MB


def nearest(a: Tensor, b: Tensor, k: int = 1, skip_itself: bool = False) -> tuple[Tensor, Tensor]:
    """Of each row of a [N, d] its k nearest rows of b [M, d]: distances and indices, [N, k].

    `skip_itself` is for a against the same a: row i is no neighbour of itself, its copies are.
    """
    k = min(k, len(b) - skip_itself)
    distances, indices = [], []
    for start, block in distance_blocks(a, b):
        if skip_itself:
            own = torch.arange(len(block), device=block.device)
            block[own, start + own] = torch.inf
        found = block.min(dim=1, keepdim=True) if k == 1 else block.topk(k, dim=1, largest=False)
        distances.append(found.values)
        indices.append(found.indices)
    return torch.cat(distances), torch.cat(indices)


def radii(real: Tensor, k: int = K) -> Tensor:
    """Distance [M] from each real image to its k-th nearest other one."""
    return nearest(real, real, k, skip_itself=True)[0][:, -1]


def density_and_coverage(fake: Tensor, real: Tensor, radius: Tensor, k: int = K) -> tuple:
    """(density, coverage) of fakes [N, d] among reals [M, d] of `radii(real, k)`.

    Density: in how many reals' surroundings a fake lies, a k-th of it; real images score 1, more
    means crowded in the middle. Coverage: share of reals with a fake in their surroundings; real
    images score 1 - 2**-k at equal counts, less with fewer fakes (Naeem et al., arXiv 2002.09797).
    """
    inside, covered = 0, torch.zeros(len(real), dtype=torch.bool, device=real.device)
    for _, block in distance_blocks(fake, real):
        within = block < radius
        inside += int(within.sum())
        covered |= within.any(dim=0)
    return inside / (k * len(fake)), covered.double().mean().item()


def distance_blocks(a: Tensor, b: Tensor):
    """(first row, distances [rows, M]) for a block of rows of `a` after the other."""
    rows = max(1, BLOCK // max(1, len(b)))
    for start in range(0, len(a), rows):
        yield start, torch.cdist(a[start : start + rows], b)
