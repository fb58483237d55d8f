"""Nearest neighbours among features: density, coverage, and the basis of copy detection.

Distances are computed for a block of rows at a time, so that 10,000 x 60,000 fit in memory.
"""

from collections.abc import Iterator

import torch
from torch import Tensor

K = 5  # a real image's neighbourhood reaches to its K-th neighbour, as in arXiv 2002.09797
BLOCK = 1 << 22  # distances held at once: 16 MB


def nearest(a: Tensor, b: Tensor, k: int = 1, skip_itself: bool = False) -> tuple[Tensor, Tensor]:
    """(distances, indices), [N, k] each, of the k nearest rows of b [M, d] to each row of a [N, d].

    `skip_itself` is for b = a: row i is not a neighbour of itself, but equal rows are.
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


def density_and_coverage(
    fake: Tensor, real: Tensor, radius: Tensor, k: int = K
) -> tuple[float, float]:
    """(density, coverage) of fakes [N, d] among reals [M, d] with `radius` = `radii(real, k)`.

    Naeem et al., arXiv 2002.09797. Density: number of real neighbourhoods that contain a fake,
    divided by k, averaged over fakes; 1 for real images, more if fakes crowd in dense regions.
    Coverage: share of real neighbourhoods that contain a fake; 1 - 2**-k for real images at equal
    counts, less for fewer fakes.
    """
    inside, covered = 0, torch.zeros(len(real), dtype=torch.bool, device=real.device)
    for _, block in distance_blocks(fake, real):
        within = block < radius
        inside += int(within.sum())
        covered |= within.any(dim=0)
    return inside / (k * len(fake)), covered.double().mean().item()


def distance_blocks(a: Tensor, b: Tensor) -> Iterator[tuple[int, Tensor]]:
    """(first row, distances [rows, M]) for one block of rows of `a` after the other."""
    rows = max(1, BLOCK // max(1, len(b)))
    for start in range(0, len(a), rows):
        yield start, torch.cdist(a[start : start + rows], b)
