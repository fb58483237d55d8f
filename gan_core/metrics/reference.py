"""Features of real images, and the metrics that compare fakes with them.

Every metric of fakes is also computed for as many real training images: its ideal value, the best
that a generator can reach (stored with the suffix `_floor`).
"""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from gan_core import GanError
from gan_core.metrics import classes, neighbours
from gan_core.metrics.copying import CopyDetector, count_unique, typical_distance
from gan_core.metrics.frechet import frechet_distance, moments
from gan_core.metrics.kernel_distance import kid, mean_within

MIN_REALS = 20  # real images needed to compute any metric


@dataclass(frozen=True)
class ImageFeatures:
    """Images as features of a network."""

    features: Tensor  # float32 [N, d]
    predicted: Tensor | None = None  # classes int64 [N]; None for a network without classes
    labels: Tensor | None = None  # true or requested classes int64 [N]; None without labels

    def __len__(self) -> int:
        return len(self.features)

    def __getitem__(self, rows: Tensor | slice) -> "ImageFeatures":
        return ImageFeatures(
            self.features[rows],
            None if self.predicted is None else self.predicted[rows],
            None if self.labels is None else self.labels[rows],
        )


class Reference:
    """Real images to compare fakes with (`real`), and others for the ideal values (`baseline`).

    These are the held-out and the training images or, if none are held out, two halves of the
    training images.
    """

    def __init__(self, train: ImageFeatures, held_out: ImageFeatures | None, num_classes: int):
        if min(len(train), len(train if held_out is None else held_out)) < MIN_REALS:
            raise GanError(f"At least {MIN_REALS} real images are needed for an evaluation.")
        self.num_classes = num_classes
        shuffled = torch.randperm(len(train), generator=torch.Generator().manual_seed(0))
        if held_out is None:
            half = len(train) // 2
            self.real, self.baseline = train[shuffled[:half]], train[shuffled[half:]]
        else:
            self.real, self.baseline = held_out, train[shuffled]
        self.spread = classes.spread(self.real.features)
        if not self.spread:
            raise GanError(
                "The real images are all the same, so nothing can be compared with them."
            )
        self.moments = moments(self.real.features)
        self.within = mean_within(self.real.features)
        self.radii = neighbours.radii(self.real.features)
        self.typical = typical_distance(self.real.features)
        self.copies = CopyDetector(train.features, None if held_out is None else held_out.features)
        self._ideal: dict[int, dict[str, Any]] = {}  # by number of images

    def evaluate(self, fake: ImageFeatures) -> dict[str, Any]:
        """All metrics of `fake`, but of no more images than `baseline` has, for equal counts."""
        count = min(len(fake), len(self.baseline))
        if count not in self._ideal:
            ideal = self._compare(self.baseline[:count])
            self._ideal[count] = {f"{name}_floor": value for name, value in ideal.items()}
        # Conditional samples come sorted by class, so the first ones would be of one class alone.
        fake = fake[torch.arange(count) * len(fake) // count]
        return {
            "samples": count,
            "reals": len(self.real),
            **self._compare(fake),
            **self._ideal[count],
            **self._class_metrics(fake),
            **self.copies.metrics(fake.features),
        }

    def _compare(self, images: ImageFeatures) -> dict[str, float]:
        features, real = images.features, self.real.features
        density, coverage = neighbours.density_and_coverage(features, real, self.radii)
        return {
            "fd": frechet_distance(moments(features), self.moments),
            "kid": kid(features, real, self.within),
            "density": density,
            "coverage": coverage,
            "diversity": classes.spread(features) / self.spread,
            "distinct": count_unique(features, self.typical),
        }

    def _class_metrics(self, fake: ImageFeatures) -> dict[str, Any]:
        real = self.real
        if fake.predicted is None or real.predicted is None:
            return {}
        shares = classes.class_shares(fake.predicted, self.num_classes)
        real_shares = classes.class_shares(real.predicted, self.num_classes)
        metrics: dict[str, Any] = {
            "class_histogram": shares,
            "class_histogram_real": real_shares,
            "class_kl": classes.kl_divergence(shares, real_shares, len(real)),
        }
        fake_classes, real_classes = fake.predicted, real.predicted
        if fake.labels is not None and real.labels is not None:
            metrics["class_agreement"] = classes.class_accuracy(fake.predicted, fake.labels)
            metrics["class_agreement_real"] = classes.class_accuracy(real.predicted, real.labels)
            fake_classes, real_classes = fake.labels, real.labels
        ratios = classes.spread_ratios(
            classes.spread_by_class(fake.features, fake_classes, self.num_classes),
            classes.spread_by_class(real.features, real_classes, self.num_classes),
        )
        known = [ratio for ratio in ratios if ratio is not None]
        if known:
            metrics["diversity_within_class"] = sum(known) / len(known)
            metrics["diversity_by_class"] = ratios  # null for a class of too few samples
        return metrics
