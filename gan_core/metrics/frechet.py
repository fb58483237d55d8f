"""Frechet distance between the Gaussians fitted to two sets of features."""

from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class Moments:
    """Mean and covariance of features, in double precision."""

    mean: Tensor  # [d]
    covariance: Tensor  # [d, d]


def moments(features: Tensor) -> Moments:
    """Of features [N, d], N at least 2. The covariance is singular for N <= d; that is allowed."""
    features = features.double()
    return Moments(features.mean(dim=0), torch.cov(features.T).reshape([features.shape[1]] * 2))


def frechet_distance(a: Tensor | Moments, b: Tensor | Moments) -> float:
    """Between features a [N, d] and b [M, d], or their moments; 0 is ideal.

    |m_a - m_b|^2 + tr(S_a + S_b - 2 (S_a S_b)^(1/2)) (Dowson and Landau 1982; arXiv 1706.08500).
    The trace of the root is computed from the symmetric S_a^(1/2) S_b S_a^(1/2), whose eigenvalues
    are real, so no complex root is needed. The estimate is biased upwards, more so for few samples:
    compare only values of the same count, and with that of as many real images.
    """
    a, b = (each if isinstance(each, Moments) else moments(each) for each in (a, b))
    difference = a.mean - b.mean
    values, vectors = torch.linalg.eigh(a.covariance)
    root = vectors * values.clamp(min=0).sqrt() @ vectors.T
    crossed = torch.linalg.eigvalsh(root @ b.covariance @ root).clamp(min=0).sqrt().sum()
    traces = a.covariance.trace() + b.covariance.trace()
    return (difference @ difference + traces - 2 * crossed).item()
