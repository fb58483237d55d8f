"""What changes in the course of a run: learning rates, instance noise, the share of augmented
inputs. Plain numbers, no torch."""

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


def augmented_share(settings: TrainingOptions, epoch: float) -> float:
    """Share of D's inputs that are augmented after `epoch` passes over the images, 0 to 1.

    D overfits more with every pass. ADA (arXiv 2006.06676) measures how far; this follows the
    passes instead, so that the share needs no state and a resumed run has the same.
    """
    grown = min(1.0, epoch / settings.augment_rampup) if settings.augment_rampup else 1.0
    return settings.augment_share * grown
