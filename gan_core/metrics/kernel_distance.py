"""KID: the unbiased squared maximum mean discrepancy (Binkowski et al., arXiv 1801.01401).

Unlike a Frechet distance its expectation does not depend on the sample count, so small counts serve
and a perfect generator scores around 0, sometimes a little below.
"""

import torch
from torch import Tensor

SUBSETS, SUBSET_SIZE = 100, 1000  # torch-fidelity's and torchmetrics' usual ones
OFFSET = 1.0
BLOCK = 1 << 21  # kernel values held at once: 16 MB


def kernel_sum(a: Tensor, b: Tensor) -> float:
    """Sum of (x.y / d + 1)^3 over every pair of a row of a [N, d] and one of b [M, d].

    The products in the features' own precision, the sum in double.
    """
    rows, d = max(1, BLOCK // max(1, len(b))), a.shape[1]
    products = ((part @ b.T).div_(d).add_(OFFSET) for part in a.split(rows))
    return sum((x * x).mul_(x).sum(dtype=torch.float64).item() for x in products)


def within_mean(a: Tensor) -> float:
    """Mean kernel value of two different rows of a [N, d]; leaving out x with x makes it fair."""
    with_itself = ((a.double().square().sum(dim=1) / a.shape[1] + OFFSET) ** 3).sum().item()
    return (kernel_sum(a, a) - with_itself) / (len(a) * (len(a) - 1))


def kid(a: Tensor, b: Tensor, within_b: float | None = None) -> float:
    """Unbiased estimate from all of features a [N, d] and b [M, d]; 0 is perfect.

    `within_b` is `within_mean(b)`, for those who ask often.
    """
    within_b = within_mean(b) if within_b is None else within_b
    return within_mean(a) + within_b - 2 * kernel_sum(a, b) / (len(a) * len(b))


def kid_of_subsets(
    a: Tensor, b: Tensor, subsets: int = SUBSETS, size: int = SUBSET_SIZE, seed: int = 0
) -> tuple[float, float]:
    """(mean, standard deviation) of `kid` over random subsets, as papers report it.

    A subset is no larger than the smaller set. Draws from a generator of its own.
    """
    generator = torch.Generator().manual_seed(seed)
    size = min(size, len(a), len(b))
    found = [
        kid(*(part[torch.randperm(len(part), generator=generator)[:size]] for part in (a, b)))
        for _ in range(subsets)
    ]
    found = torch.tensor(found, dtype=torch.float64)
    return found.mean().item(), found.std(correction=0).item()
