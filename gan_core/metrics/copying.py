"""Does the generator copy? Distances to the nearest training image, and samples that repeat."""

import torch
from torch import Tensor

from gan_core.metrics import neighbours

QUERIES = 2000  # held-out images that say how near an image that is no copy comes
NEARER = 0.01  # share of those that are nearest, which a copy must undercut
ALIKE = 0.25  # of the usual distance to the nearest real image: closer is the same picture again


class CopyDetector:
    """Knows the training images and how near to them images come that are no copies."""

    def __init__(self, train: Tensor, held_out: Tensor | None):
        """Features [N, d] and [M, d]; without held-out images each training image stands for one,
        its own place in the training set left out."""
        self.train = train
        if held_out is None:
            distances, _ = neighbours.nearest(train, train, skip_itself=True)
        else:
            distances, _ = neighbours.nearest(held_out[:QUERIES], train)
        self.usual = distances.median().item()
        self.near = distances.quantile(NEARER).item()

    def figures(self, fake: Tensor) -> dict[str, float]:
        """`copying`: median distance to the nearest training image over that of held-out images; 1
        is healthy, near 0 means copies. `copied_share`: samples nearer than 99% of those are."""
        if not self.usual:  # half of the training images are there twice, which says nothing of G
            return {}
        distances, _ = neighbours.nearest(fake, self.train)
        return {
            "copying": distances.median().item() / self.usual,
            "copied_share": (distances < self.near).double().mean().item(),
        }


def usual_distance(real: Tensor) -> float:
    """Median distance from a real image to the nearest other one."""
    return neighbours.nearest(real, real, skip_itself=True)[0].median().item()


def count_distinct(features: Tensor, usual: float) -> int:
    """Of features [N, d], those that no earlier one resembles closer than ALIKE of `usual`."""
    distinct = 0
    for start, block in neighbours.distance_blocks(features, features):
        earlier = torch.ones_like(block, dtype=torch.bool).tril(start - 1)
        distinct += int((~((block < ALIKE * usual) & earlier).any(dim=1)).sum())
    return distinct
