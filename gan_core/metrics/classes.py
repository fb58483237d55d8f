"""Which classes a generator draws, whether they are the ones asked for, and how varied each is."""

import math

import torch
from torch import Tensor

FEWEST = 10  # images of a class that say something about its variety


def class_shares(classes: Tensor, num_classes: int) -> list[float]:
    """Share of the images in each class, [num_classes]; they sum to 1."""
    counts = torch.bincount(classes, minlength=num_classes).double()
    return (counts / counts.sum()).tolist()


def divergence(shares: list[float], real: list[float], count: int) -> float:
    """KL(shares || real) in nats; 0 where both agree, ln(classes) for one class of many.

    A class that no real image was seen in counts as half an image of `count`, not as impossible.
    """
    return sum(
        share * math.log(share / max(expected, 0.5 / count))
        for share, expected in zip(shares, real, strict=True)
        if share
    )


def agreement(seen: Tensor, asked: Tensor) -> float:
    """Share of images in which the class asked for is seen."""
    return (seen == asked).double().mean().item()


def spread(features: Tensor) -> float:
    """Root mean square distance of two different rows of features [N, d], N at least 2."""
    return math.sqrt(2 * features.double().var(dim=0).sum().item())


def spread_by_class(features: Tensor, classes: Tensor, num_classes: int) -> list[float | None]:
    """`spread` of each class; None for a class of fewer than FEWEST images."""
    members = (features[classes == index] for index in range(num_classes))
    return [spread(own) if len(own) >= FEWEST else None for own in members]


def spread_ratios(fake: list[float | None], real: list[float | None]) -> list[float | None]:
    """A class's spread among fakes over that among reals: 1 is perfect, 0 one and the same."""
    return [a / b if a is not None and b else None for a, b in zip(fake, real, strict=True)]
