"""Clusters of alike images, found without labels, so that G and D can be told which one is meant.

Telling a GAN the cluster of an image in place of its class is the self-conditioned GAN of Liu et
al. (arXiv 2006.10728). Here clusters come once, before training, from k-means on the principal
components of shrunken pixels, all of about one size (optimal transport as in Asano et al., arXiv
1911.05371): seeds that go round the clusters then draw each as often as the data shows it.
"""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

MIN_IMAGES = 100  # a cluster; of fewer, D would know each by heart
SIDE = 16  # px; alike is meant coarsely
COMPONENTS = 32
LOOKED_AT = 6000  # images by which the centres are found
ROUNDS = 20  # of k-means
PRICE_ROUNDS = 20  # of the prices that keep sizes even, each round of k-means
SOFTNESS = 0.02  # of an assignment while prices are found, as a share of the mean distance


@dataclass(frozen=True)
class Clusters:
    """Centres in the space of principal components, and what it costs to belong to each."""

    mean: Tensor  # [P], of the shrunken images as rows
    basis: Tensor  # [P, r]
    centres: Tensor  # [k, r]
    prices: Tensor  # [k], in squared distances

    def __len__(self) -> int:
        return len(self.centres)

    def of(self, images: Tensor) -> Tensor:
        """uint8 [N, C, H, W] -> the cluster of each, int64 [N]."""
        parts = (self._project(part) for part in images.split(4096))
        return torch.cat([_offers(part, self.centres, self.prices).argmax(dim=1) for part in parts])

    def names(self) -> tuple[str, ...]:
        """What the clusters are called where classes have names."""
        return tuple(f"cluster {number}" for number in range(1, len(self) + 1))

    def _project(self, images: Tensor) -> Tensor:
        return (_rows(images) - self.mean) @ self.basis


def find_clusters(images: Tensor, most: int) -> Clusters | None:
    """At most `most` clusters of uint8 [N, C, H, W], of about as many images each.

    None where fewer than two clusters of `MIN_IMAGES` can be made. The same for the same images:
    torch's global generator is neither used nor moved.
    """
    count = how_many(most, len(images))
    if not count:
        return None
    generator = torch.Generator().manual_seed(0)
    rows = _rows(images[torch.randperm(len(images), generator=generator)[:LOOKED_AT]])
    mean = rows.mean(dim=0)
    _, axes = torch.linalg.eigh((rows - mean).T @ (rows - mean))  # by rising eigenvalue
    basis = axes[:, -COMPONENTS:]
    points = (rows - mean) @ basis
    centres, prices = points[:count].clone(), torch.zeros(count)
    for _ in range(ROUNDS):
        prices = _even_prices(points, centres, prices)
        cluster = _offers(points, centres, prices).argmax(dim=1)
        centres = _means(points, cluster, centres)
    return Clusters(mean, basis, centres, _even_prices(points, centres, prices))


def how_many(most: int, images: int) -> int:
    """How many clusters are made of so many images when at most `most` are wanted; 0 for none."""
    count = min(most, images // MIN_IMAGES)
    return count if count > 1 else 0


def _rows(images: Tensor) -> Tensor:
    """uint8 [N, C, H, W] -> float32 [N, P] in [0, 1], at most `SIDE` px wide."""
    pixels = images.float() / 255
    if pixels.shape[-1] > SIDE:
        pixels = F.interpolate(pixels, size=SIDE, mode="area")
    return pixels.flatten(1)


def _offers(points: Tensor, centres: Tensor, prices: Tensor) -> Tensor:
    """[N, k]; a point belongs to the centre with the highest."""
    return prices - torch.cdist(points, centres).square()


def _even_prices(points: Tensor, centres: Tensor, prices: Tensor) -> Tensor:
    """Prices at which every centre gets as many points: Sinkhorn's steps on softened choices."""
    distances = torch.cdist(points, centres).square()
    softness = SOFTNESS * distances.mean().clamp_min(1e-12)
    for _ in range(PRICE_ROUNDS):
        shares = ((prices - distances) / softness).softmax(dim=1).mean(dim=0)
        prices = prices - softness * (shares * len(centres)).clamp_min(1e-9).log()
    return prices


def _means(points: Tensor, cluster: Tensor, before: Tensor) -> Tensor:
    """The mean of each cluster's points; of an empty one, the centre that it had."""
    sums = torch.zeros_like(before).index_add_(0, cluster, points)
    counts = torch.bincount(cluster, minlength=len(before)).unsqueeze(1)
    return torch.where(counts > 0, sums / counts.clamp_min(1), before)
