"""Measures of drawn images that need no trained network: blunt, but the same for everybody.

Each comes with its value for real images against real images, which is what perfect would score.
A Frechet distance on pixels is written `fd_pixels64`; it is no FID and not comparable with one.
"""

import torch
from torch import Tensor

COMPONENTS = 64  # principal components of the training images that the distance looks at


class PixelMeasures:
    """Statistics of real images, against which samples are measured."""

    def __init__(self, train: Tensor, labels: Tensor | None):
        """train: uint8 [N, C, H, W]; labels: int64 [N] or None for a set without classes."""
        flat = _flat(train)
        self.mean = flat.mean(dim=0)
        covariance = torch.cov((flat - self.mean).T)
        _, vectors = torch.linalg.eigh(covariance)  # ascending: the last explain most
        self.directions = vectors[:, -COMPONENTS:]
        self.class_means = None
        if labels is not None:
            classes = range(int(labels.max()) + 1)
            self.class_means = torch.stack([flat[labels == k].mean(dim=0) for k in classes])

    def frechet(self, images: Tensor, reference: Tensor) -> float:
        """`fd_pixels64` between two sets of uint8 images [N, C, H, W]; 0 is perfect."""
        return frechet_distance(self._project(images), self._project(reference))

    def class_agreement(self, images: Tensor, labels: Tensor) -> float:
        """Share of images whose nearest class mean, by pixels, is the class they were asked for."""
        distances = torch.cdist(_flat(images), self.class_means)
        return (distances.argmin(dim=1) == labels).double().mean().item()

    def _project(self, images: Tensor) -> Tensor:
        return (_flat(images) - self.mean) @ self.directions


def frechet_distance(a: Tensor, b: Tensor) -> float:
    """Frechet distance of the Gaussians fitted to features a [N, d] and b [M, d].

    |m_a - m_b|^2 + tr(S_a + S_b - 2 (S_a S_b)^(1/2)) (Dowson and Landau 1982; arXiv 1706.08500).
    The trace of the root is that of the symmetric S_a^(1/2) S_b S_a^(1/2), whose eigenvalues are
    real, so no complex root is needed.
    """
    difference = a.mean(dim=0) - b.mean(dim=0)
    S_a, S_b = torch.cov(a.T), torch.cov(b.T)
    values, vectors = torch.linalg.eigh(S_a)
    root = vectors * values.clamp(min=0).sqrt() @ vectors.T
    crossed = torch.linalg.eigvalsh(root @ S_b @ root).clamp(min=0).sqrt().sum()
    return (difference @ difference + S_a.trace() + S_b.trace() - 2 * crossed).item()


def _flat(images: Tensor) -> Tensor:
    return images.double().flatten(1) / 255
