"""What changes over a run: the learning rates and the instance noise. Plain numbers, no torch."""

import math

from gan_core.config.training_options import TrainingOptions

LAST_RATE = 0.05  # of the learning rates, at the end of a run that anneals


def learning_rate_factor(settings: TrainingOptions, progress: float) -> float:
    """What both learning rates are multiplied by at `progress` (0 to 1) of the run's budget.

    1 until the last `anneal` of the run, then half a cosine down to LAST_RATE.
    """
    into = (progress - (1 - settings.anneal)) / settings.anneal if settings.anneal else 0.0
    cosine = (1 + math.cos(math.pi * min(1.0, max(0.0, into)))) / 2
    return LAST_RATE + (1 - LAST_RATE) * cosine


def instance_noise_std(settings: TrainingOptions, images_seen: int) -> float:
    """Standard deviation of the instance noise now (arXiv 1610.04490), in half pixel ranges."""
    left = 1 - images_seen / (1000 * settings.instance_noise_kimg)
    return settings.instance_noise * max(0.0, left)
