"""Values to read a curve of D's loss against: chance level, and the floor of smoothed targets."""

import math
from dataclasses import dataclass

from gan_core.config.training_options import CROSS_ENTROPIES, TrainingOptions

_CHANCE_SUM = {"least_squares": 0.25, "hinge": 2.0, "wasserstein": 0.0, "relativistic": math.log(2)}


@dataclass(frozen=True)
class ReferenceLosses:
    """How D's loss is reported, and two values of it."""

    reduction: str
    """"sum" or "mean" of the real and the fake term."""
    chance: float
    """D's loss when every logit is 0; 2 ln 2 or ln 2 for cross entropy."""
    floor: float | None
    """The lowest loss that D's noisy or smoothed targets allow, reached by a D that is never wrong.
    None where the loss has no such floor above 0."""


def reference_losses(settings: TrainingOptions, reduction: str) -> ReferenceLosses:
    """The values for the loss and targets in `settings`, as `reduction` reports them."""
    scale = 1.0 if reduction == "sum" else 0.5
    if settings.loss not in CROSS_ENTROPIES:
        return ReferenceLosses(reduction, scale * _CHANCE_SUM[settings.loss], None)
    real, fake = mean_targets(settings)
    floor = scale * (binary_entropy(real) + binary_entropy(fake))
    return ReferenceLosses(reduction, scale * 2 * math.log(2), floor or None)


def mean_targets(settings: TrainingOptions) -> tuple[float, float]:
    """Mean targets for reals and for fakes; uniform label noise moves them by half its width."""
    shift = settings.target_noise / 2
    return settings.real_label - shift, settings.fake_label + shift


def binary_entropy(p: float) -> float:
    """-p ln p - (1 - p) ln(1 - p): the least cross entropy against targets of mean p."""
    return sum(-q * math.log(q) for q in (p, 1 - p) if q > 0)
