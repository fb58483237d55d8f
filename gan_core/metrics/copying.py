"""Does G copy training images, and does it repeat its own? By distances to nearest neighbours."""

import torch
from torch import Tensor

from gan_core.metrics import neighbours

QUERIES = 2000  # held-out images whose distances to the training images are typical of no copies
NEAR_SHARE = 0.01  # of these, the nearest; a copy is nearer than they are
DUPLICATE = 0.25  # of the typical distance between real images: nearer samples are duplicates


class CopyDetector:
    """Compares distances to the training images: of samples, and of real images that are no copies.

    `typical` is the median distance of the latter, `near` the distance that 99% of them exceed.
    """

    def __init__(self, train: Tensor, held_out: Tensor | None):
        """Features [N, d] and [M, d]; without held-out images, distances among training images."""
        self.train = train
        if held_out is None:
            distances = _between_different(train)
        else:
            distances, _ = neighbours.nearest(held_out[:QUERIES], train)
        # Copies of a file are no measure of how far apart images are.
        distances = distances[distances > 0] if (distances > 0).any() else distances
        self.typical = distances.median().item()
        self.near = distances.quantile(NEAR_SHARE).item()

    def metrics(self, fake: Tensor) -> dict[str, float]:
        """`copying`: median distance to the nearest training image, relative to `typical`; about 1
        is healthy, near 0 means copies. `copied_share`: share of samples nearer than `near`."""
        if not self.typical:  # all training images are the same
            return {}
        distances, _ = neighbours.nearest(fake, self.train)
        return {
            "copying": distances.median().item() / self.typical,
            "copied_share": (distances < self.near).double().mean().item(),
        }


def typical_distance(real: Tensor) -> float:
    """Median distance from a real image to the nearest different one; 0 if all are the same."""
    return _between_different(real).median().item()


def _between_different(real: Tensor) -> Tensor:
    """Distances [K] from each different row to the nearest other; [0] if there is only one."""
    different = torch.unique(real, dim=0)
    if len(different) < 2:
        return torch.zeros(1)
    return neighbours.nearest(different, different, skip_itself=True)[0]


def count_unique(features: Tensor, typical: float) -> int:
    """How many rows of features [N, d] are not within DUPLICATE * `typical` of an earlier row."""
    unique = 0
    for start, block in neighbours.distance_blocks(features, features):
        earlier = torch.ones_like(block, dtype=torch.bool).tril(start - 1)
        unique += int((~((block < DUPLICATE * typical) & earlier).any(dim=1)).sum())
    return unique
