"""Learning-rate decay and fading instance noise. Plain numbers, no torch."""

import math

from gan_core.config.training_options import TrainingOptions

FINAL_FACTOR = 0.05  # of the learning rates, at the end of a run with decay


def learning_rate_factor(settings: TrainingOptions, progress: float) -> float:
    """The factor of both learning rates at `progress` (0 to 1) of the run's budget.

    1 until the last `anneal` of the run, then half a cosine down to FINAL_FACTOR.
    """
    into = (progress - (1 - settings.anneal)) / settings.anneal if settings.anneal else 0.0
    cosine = (1 + math.cos(math.pi * min(1.0, max(0.0, into)))) / 2
    return FINAL_FACTOR + (1 - FINAL_FACTOR) * cosine


def instance_noise_std(settings: TrainingOptions, images_seen: int) -> float:
    """Standard deviation of instance noise now (arXiv 1610.04490); 1 is half the pixel range."""
    left = 1 - images_seen / (1000 * settings.instance_noise_kimg)
    return settings.instance_noise * max(0.0, left)
