"""Real images as a feature network sees them, and everything measured against them.

What is measured of fakes is measured in the same way of as many real training images: that is the
floor, which a perfect generator would reach.
"""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from gan_core.metrics import classes, neighbours
from gan_core.metrics.frechet import frechet_distance, moments
from gan_core.metrics.kernel_distance import kid, within_mean


@dataclass(frozen=True)
class Seen:
    """Images as a feature network sees them."""

    features: Tensor  # float32 [N, d]
    classes: Tensor | None = None  # the class seen, int64 [N]; None for a network without classes
    labels: Tensor | None = None  # the class they are of, or were asked for; None without labels

    def __len__(self) -> int:
        return len(self.features)

    def __getitem__(self, rows: Tensor | slice) -> "Seen":
        parts = (self.features, self.classes, self.labels)
        return Seen(*(None if part is None else part[rows] for part in parts))


class Reference:
    """Held-out real images, against which fakes are measured, and training images beside them."""

    def __init__(self, held_out: Seen, train: Seen, num_classes: int):
        self.held_out, self.train, self.num_classes = held_out, train, num_classes
        self.moments = moments(held_out.features)
        self.within = within_mean(held_out.features)
        self.radii = neighbours.radii(held_out.features)
        self._floors: dict[int, dict[str, Any]] = {}

    def measure(self, fake: Seen) -> dict[str, Any]:
        """Every measure of `fake`, and those of as many real images as `..._floor`."""
        count = min(len(fake), len(self.train))
        floors = self._floors.get(count) or self._floors.setdefault(count, self._floor(count))
        return {**self._distances(fake), **floors, **self._classes(fake)}

    def _floor(self, count: int) -> dict[str, Any]:
        rows = torch.randperm(len(self.train), generator=torch.Generator().manual_seed(0))[:count]
        found = self._distances(self.train[rows])
        return {f"{name}_floor": value for name, value in found.items()}

    def _distances(self, images: Seen) -> dict[str, float]:
        features, real = images.features, self.held_out.features
        density, coverage = neighbours.density_and_coverage(features, real, self.radii)
        return {
            "fd": frechet_distance(moments(features), self.moments),
            "kid": kid(features, real, self.within),
            "density": density,
            "coverage": coverage,
        }

    def _classes(self, fake: Seen) -> dict[str, Any]:
        if fake.classes is None:
            return {}
        real = self.held_out
        shares = classes.class_shares(fake.classes, self.num_classes)
        real_shares = classes.class_shares(real.classes, self.num_classes)
        figures: dict[str, Any] = {
            "class_histogram": shares,
            "class_histogram_real": real_shares,
            "class_kl": classes.divergence(shares, real_shares, len(real)),
        }
        if fake.labels is not None and real.labels is not None:
            figures["class_agreement"] = classes.agreement(fake.classes, fake.labels)
            figures["class_agreement_real"] = classes.agreement(real.classes, real.labels)
        return figures
