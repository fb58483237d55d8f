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
            distances, _ = neighbours.nearest(train, train, skip_itself=True)
        else:
            distances, _ = neighbours.nearest(held_out[:QUERIES], train)
        self.typical = distances.median().item()
        self.near = distances.quantile(NEAR_SHARE).item()

    def metrics(self, fake: Tensor) -> dict[str, float]:
        """`copying`: median distance to the nearest training image, relative to `typical`; about 1
        is healthy, near 0 means copies. `copied_share`: share of samples nearer than `near`."""
        if not self.typical:  # most training images occur twice, so distances say nothing about G
            return {}
        distances, _ = neighbours.nearest(fake, self.train)
        return {
            "copying": distances.median().item() / self.typical,
            "copied_share": (distances < self.near).double().mean().item(),
        }


def typical_distance(real: Tensor) -> float:
    """Median distance from a real image to the nearest other one."""
    return neighbours.nearest(real, real, skip_itself=True)[0].median().item()


def count_unique(features: Tensor, typical: float) -> int:
    """How many rows of features [N, d] are not within DUPLICATE * `typical` of an earlier row."""
    unique = 0
    for start, block in neighbours.distance_blocks(features, features):
        earlier = torch.ones_like(block, dtype=torch.bool).tril(start - 1)
        unique += int((~((block < DUPLICATE * typical) & earlier).any(dim=1)).sum())
    return unique
