"""The Frechet distance of G's samples to the real images, as a part of G's loss (arXiv 2604.28190).

Taken on the features of a loss network, which must not be the one that the metrics use: a distance
that was trained on says little about the images. The mean and covariance of one batch are too
uncertain, so those of the last thirty or so are averaged; only the newest has a gradient. All of it
is computed on the CPU in double precision, which not every device has.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

KEEP = 0.97  # of the running moments at each update
WARM_UP = 30  # updates that only fill the running moments
FROM = 0.5  # of the run; earlier the samples are too bad for it
WEIGHT = 0.1  # beside the adversarial loss
ROUNDING = 1e-6  # added to the eigenvalues of the product, since a root has no gradient at 0


@dataclass(frozen=True)
class RealFeatures:
    """A loss network and the moments of the real images' features on it, in double precision."""

    features: Callable[[Tensor], Tensor]  # images [N, C, H, W] in [-1, 1] -> [N, d]
    mean: Tensor  # [d]
    covariance: Tensor  # [d, d]


class FrechetLoss:
    """Call it with G's samples; it remembers their moments from one update to the next."""

    def __init__(self, reals: RealFeatures):
        self.features = reals.features
        self.mean, self.trace = reals.mean, reals.covariance.trace()
        values, vectors = torch.linalg.eigh(reals.covariance)
        self.root = vectors * values.clamp(min=0).sqrt() @ vectors.T
        self.updates = 0
        self._mean = torch.zeros_like(reals.mean)
        self._second = torch.zeros_like(reals.covariance)  # of f f^T

    def __call__(self, images: Tensor) -> Tensor:
        """What is added to G's loss for samples [N, C, H, W] in [-1, 1]; 0 at first."""
        features = self.features(images).cpu().double()
        self.updates += 1
        keep = min(KEEP, 1 - 1 / self.updates)
        mean = keep * self._mean + (1 - keep) * features.mean(dim=0)
        second = keep * self._second + (1 - keep) * features.T @ features / len(features)
        self._mean, self._second = mean.detach(), second.detach()
        if self.updates <= WARM_UP:
            return torch.zeros((), device=images.device)
        distance = self._distance(mean, second - torch.outer(mean, mean))
        # One batch moves the running moments by a share; divided by it, as if it were all of them.
        return (WEIGHT / (1 - keep) * distance).to(images.device, torch.float32)

    def _distance(self, mean: Tensor, covariance: Tensor) -> Tensor:
        """As `gan_core.metrics.frechet.frechet_distance`, and differentiable."""
        product = self.root @ covariance @ self.root
        product = product + ROUNDING * torch.eye(len(product), dtype=product.dtype)
        crossed = torch.linalg.eigvalsh(product).clamp(min=ROUNDING).sqrt().sum()
        difference = mean - self.mean
        return difference @ difference + covariance.trace() + self.trace - 2 * crossed

    def state(self) -> dict[str, Any]:
        """For a checkpoint."""
        return {"updates": self.updates, "mean": self._mean, "second": self._second}

    def load_state(self, state: dict[str, Any]) -> None:
        """Continue from `state()`. Raises KeyError or RuntimeError for one of another network."""
        for own, saved in ((self._mean, state["mean"]), (self._second, state["second"])):
            if own.shape != saved.shape:
                raise RuntimeError("the moments are of other features")
            own.copy_(saved)
        self.updates = int(state["updates"])
