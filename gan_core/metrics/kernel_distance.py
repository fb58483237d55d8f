"""KID: the unbiased squared maximum mean discrepancy (Binkowski et al., arXiv 1801.01401).

Unlike a Frechet distance its expectation does not depend on the sample count, so few samples are
enough, and an ideal generator scores around 0, sometimes slightly below.
"""

import torch
from torch import Tensor

SUBSETS, SUBSET_SIZE = 100, 1000  # the defaults of torch-fidelity and torchmetrics
OFFSET = 1.0
BLOCK = 1 << 21  # kernel values held at once: 16 MB


def kernel_sum(a: Tensor, b: Tensor) -> float:
    """Sum of (x.y / d + 1)^3 over every pair of a row of a [N, d] and one of b [M, d].

    The products are in the precision of the features, the sum is in double.
    """
    rows, d = max(1, BLOCK // max(1, len(b))), a.shape[1]
    products = ((part @ b.T).div_(d).add_(OFFSET) for part in a.split(rows))
    return sum((x * x).mul_(x).sum(dtype=torch.float64).item() for x in products)


def mean_within(a: Tensor) -> float:
    """Mean kernel value of two different rows of a [N, d]; unbiased, since (x, x) is left out."""
    with_itself = ((a.double().square().sum(dim=1) / a.shape[1] + OFFSET) ** 3).sum().item()
    return (kernel_sum(a, a) - with_itself) / (len(a) * (len(a) - 1))


def kid(a: Tensor, b: Tensor, within_b: float | None = None) -> float:
    """Unbiased estimate from features a [N, d] and b [M, d]; 0 is ideal.

    `within_b` is `mean_within(b)`, if it is known already.
    """
    within_b = mean_within(b) if within_b is None else within_b
    return mean_within(a) + within_b - 2 * kernel_sum(a, b) / (len(a) * len(b))


def kid_of_subsets(
    a: Tensor, b: Tensor, subsets: int = SUBSETS, size: int = SUBSET_SIZE, seed: int = 0
) -> tuple[float, float]:
    """(mean, standard deviation) of `kid` over random subsets, as papers report it.

    A subset is no larger than the smaller set. Uses its own random generator.
    """
    generator = torch.Generator().manual_seed(seed)
    size = min(size, len(a), len(b))

    def subset(features: Tensor) -> Tensor:
        return features[torch.randperm(len(features), generator=generator)[:size]]

    values = [kid(subset(a), subset(b)) for _ in range(subsets)]
    estimates = torch.tensor(values, dtype=torch.float64)
    return estimates.mean().item(), estimates.std(correction=0).item()
