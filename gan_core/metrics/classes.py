"""Class metrics: how often each class occurs, whether it is the requested one, how varied it is."""

import math

import torch
from torch import Tensor

MIN_IMAGES = 10  # of a class; the variety of fewer means little


def class_shares(classes: Tensor, num_classes: int) -> list[float]:
    """Share of the images in each class, [num_classes]; they sum to 1."""
    counts = torch.bincount(classes, minlength=num_classes).double()
    return (counts / counts.sum()).tolist()


def kl_divergence(shares: list[float], real: list[float], count: int) -> float:
    """KL(shares || real) in nats; 0 if both are equal, ln(classes) if one of equal classes is left.

    A class without real images counts as half an image of `count`, so that the result is finite.
    """
    return sum(
        share * math.log(share / max(expected, 0.5 / count))
        for share, expected in zip(shares, real, strict=True)
        if share
    )


def class_accuracy(predicted: Tensor, requested: Tensor) -> float:
    """Share of images that a classifier assigns to the requested class."""
    return (predicted == requested).double().mean().item()


def spread(features: Tensor) -> float:
    """Root mean square distance between two different rows of features [N, d], N at least 2."""
    return math.sqrt(2 * features.double().var(dim=0).sum().item())


def spread_by_class(features: Tensor, classes: Tensor, num_classes: int) -> list[float | None]:
    """`spread` of each class; None for a class of fewer than MIN_IMAGES images."""
    members = (features[classes == index] for index in range(num_classes))
    return [spread(own) if len(own) >= MIN_IMAGES else None for own in members]


def spread_ratios(fake: list[float | None], real: list[float | None]) -> list[float | None]:
    """Spread of each class, fake over real: 1 is ideal, 0 means that all images are the same."""
    return [a / b if a is not None and b else None for a, b in zip(fake, real, strict=True)]
