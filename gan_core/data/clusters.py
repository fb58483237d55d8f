"""Clusters of similar images, found without labels and used as classes by G and D.

Conditioning a GAN on clusters instead of classes is the self-conditioned GAN of Liu et al. (arXiv
2006.10728). Here the images are clustered once, before training, by k-means on the principal
components of downscaled pixels. The clusters are balanced by optimal transport as in Asano et al.
(arXiv 1911.05371), so that G, asked for each cluster equally often, follows the data.
"""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

MIN_IMAGES = 100  # in a cluster; D would memorise fewer
SIDE = 16  # px; details do not matter for similarity
COMPONENTS = 32
MAX_FITTED = 6000  # images used to find the centres
KMEANS_ROUNDS = 20
SINKHORN_ROUNDS = 20  # in each round of k-means
TEMPERATURE = 0.02  # of the soft assignment, as a fraction of the mean squared distance


@dataclass(frozen=True)
class Clusters:
    """Cluster centres among principal components, with the biases that balance the clusters."""

    mean: Tensor  # [P], of the downscaled images as rows
    basis: Tensor  # [P, r]
    centres: Tensor  # [k, r]
    biases: Tensor  # [k], in squared distances

    def __len__(self) -> int:
        return len(self.centres)

    def assign(self, images: Tensor) -> Tensor:
        """uint8 [N, C, H, W] -> the cluster of each image, int64 [N]."""
        parts = (self._project(part) for part in images.split(4096))
        return torch.cat([_scores(part, self.centres, self.biases).argmax(dim=1) for part in parts])

    def names(self) -> tuple[str, ...]:
        """Names of the clusters, to use as class names."""
        return tuple(f"cluster {number}" for number in range(1, len(self) + 1))

    def _project(self, images: Tensor) -> Tensor:
        return (_rows(images) - self.mean) @ self.basis


def find_clusters(images: Tensor, max_clusters: int) -> Clusters | None:
    """At most `max_clusters` clusters of uint8 [N, C, H, W], of about equal size.

    None if there are too few images for two clusters of `MIN_IMAGES`. Deterministic: torch's global
    generator is neither used nor changed.
    """
    count = count_clusters(max_clusters, len(images))
    if not count:
        return None
    generator = torch.Generator().manual_seed(0)
    rows = _rows(images[torch.randperm(len(images), generator=generator)[:MAX_FITTED]])
    mean = rows.mean(dim=0)
    _, axes = torch.linalg.eigh((rows - mean).T @ (rows - mean))  # by rising eigenvalue
    basis = axes[:, -COMPONENTS:]
    points = (rows - mean) @ basis
    centres, biases = points[:count].clone(), torch.zeros(count)
    for _ in range(KMEANS_ROUNDS):
        biases = _balancing_biases(points, centres, biases)
        assigned = _scores(points, centres, biases).argmax(dim=1)
        centres = _means(points, assigned, centres)
    return Clusters(mean, basis, centres, _balancing_biases(points, centres, biases))


def count_clusters(max_clusters: int, images: int) -> int:
    """The number of clusters made of this many images; 0 if fewer than two are possible."""
    count = min(max_clusters, images // MIN_IMAGES)
    return count if count > 1 else 0


def _rows(images: Tensor) -> Tensor:
    """uint8 [N, C, H, W] -> float32 [N, P] in [0, 1], at most `SIDE` px wide."""
    pixels = images.float() / 255
    if pixels.shape[-1] > SIDE:
        pixels = F.interpolate(pixels, size=SIDE, mode="area")
    return pixels.flatten(1)


def _scores(points: Tensor, centres: Tensor, biases: Tensor) -> Tensor:
    """[N, k]; a point belongs to the centre with the highest score."""
    return biases - torch.cdist(points, centres).square()


def _balancing_biases(points: Tensor, centres: Tensor, biases: Tensor) -> Tensor:
    """Biases [k] at which all centres get equally many points, by Sinkhorn iterations."""
    distances = torch.cdist(points, centres).square()
    temperature = TEMPERATURE * distances.mean().clamp_min(1e-12)
    for _ in range(SINKHORN_ROUNDS):
        shares = ((biases - distances) / temperature).softmax(dim=1).mean(dim=0)
        biases = biases - temperature * (shares * len(centres)).clamp_min(1e-9).log()
    return biases


def _means(points: Tensor, assigned: Tensor, before: Tensor) -> Tensor:
    """The mean of each cluster's points; an empty cluster keeps its centre of `before`."""
    sums = torch.zeros_like(before).index_add_(0, assigned, points)
    counts = torch.bincount(assigned, minlength=len(before)).unsqueeze(1)
    return torch.where(counts > 0, sums / counts.clamp_min(1), before)
