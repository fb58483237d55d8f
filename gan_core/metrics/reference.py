"""Real images as a feature network sees them, and everything measured against them.

What is measured of fakes is measured in the same way of as many real training images: that is the
floor, which a perfect generator would reach.
"""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from gan_core import GanError
from gan_core.metrics import classes, neighbours
from gan_core.metrics.copying import CopyDetector, count_distinct, usual_distance
from gan_core.metrics.frechet import frechet_distance, moments
from gan_core.metrics.kernel_distance import kid, within_mean

FEWEST = 20  # real images by which anything can be measured


@dataclass(frozen=True)
class ImageFeatures:
    """Images as a feature network sees them."""

    features: Tensor  # float32 [N, d]
    classes: Tensor | None = None  # the class seen, int64 [N]; None for a network without classes
    labels: Tensor | None = None  # the class they are of, or were asked for; None without labels

    def __len__(self) -> int:
        return len(self.features)

    def __getitem__(self, rows: Tensor | slice) -> "ImageFeatures":
        parts = (self.features, self.classes, self.labels)
        return ImageFeatures(*(None if part is None else part[rows] for part in parts))


class Reference:
    """The real images that fakes are compared with, and others that show what perfect would be.

    Those are the held-out images and the training images. Where nothing is held out, they are one
    half of the training images and the other.
    """

    def __init__(self, train: ImageFeatures, held_out: ImageFeatures | None, num_classes: int):
        if min(len(train), len(train if held_out is None else held_out)) < FEWEST:
            raise GanError(f"At least {FEWEST} real images are needed to measure by.")
        self.num_classes = num_classes
        shuffled = torch.randperm(len(train), generator=torch.Generator().manual_seed(0))
        if held_out is None:
            half = len(train) // 2
            self.real, self.others = train[shuffled[:half]], train[shuffled[half:]]
        else:
            self.real, self.others = held_out, train[shuffled]
        self.spread = classes.spread(self.real.features)
        if not self.spread:
            raise GanError("The real images are all the same; nothing can be measured by them.")
        self.moments = moments(self.real.features)
        self.within = within_mean(self.real.features)
        self.radii = neighbours.radii(self.real.features)
        self.usual = usual_distance(self.real.features)
        self.copies = CopyDetector(train.features, None if held_out is None else held_out.features)
        self._floors: dict[int, dict[str, Any]] = {}

    def evaluate(self, fake: ImageFeatures) -> dict[str, Any]:
        """Every measure of `fake`, or of as many as there are real images for a fair floor."""
        count = min(len(fake), len(self.others))
        if count not in self._floors:
            floor = self._set_against_real(self.others[:count])
            self._floors[count] = {f"{name}_floor": value for name, value in floor.items()}
        fake = fake[:count]
        return {
            "samples": count,
            "reals": len(self.real),
            **self._set_against_real(fake),
            **self._floors[count],
            **self._classes(fake),
            **self.copies.figures(fake.features),
        }

    def _set_against_real(self, images: ImageFeatures) -> dict[str, float]:
        features, real = images.features, self.real.features
        density, coverage = neighbours.density_and_coverage(features, real, self.radii)
        return {
            "fd": frechet_distance(moments(features), self.moments),
            "kid": kid(features, real, self.within),
            "density": density,
            "coverage": coverage,
            "diversity": classes.spread(features) / self.spread,
            "distinct": count_distinct(features, self.usual),
        }

    def _classes(self, fake: ImageFeatures) -> dict[str, Any]:
        if fake.classes is None:
            return {}
        real, asked = self.real, fake.labels is not None and self.real.labels is not None
        shares = classes.class_shares(fake.classes, self.num_classes)
        real_shares = classes.class_shares(real.classes, self.num_classes)
        figures: dict[str, Any] = {
            "class_histogram": shares,
            "class_histogram_real": real_shares,
            "class_kl": classes.divergence(shares, real_shares, len(real)),
        }
        if asked:
            figures["class_agreement"] = classes.agreement(fake.classes, fake.labels)
            figures["class_agreement_real"] = classes.agreement(real.classes, real.labels)
        spreads = (
            classes.spread_by_class(
                each.features, each.labels if asked else each.classes, self.num_classes
            )
            for each in (fake, real)
        )
        ratios = classes.spread_ratios(*spreads)
        known = [ratio for ratio in ratios if ratio is not None]
        if known:
            figures["diversity_within_class"] = sum(known) / len(known)
            figures["diversity_by_class"] = ratios  # null for a class of too few samples
        return figures
