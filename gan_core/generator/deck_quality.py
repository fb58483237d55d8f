"""How far G is from the held-out images at each moment of a deck, by a shipped feature network."""

from typing import Any

import numpy as np
import torch

from gan_core.data import catalog
from gan_core.metrics.evaluator import load_real_images, prepare, rounded, run_to_end
from gan_core.metrics.shipped_features import has_features
from gan_core.training.trainer import Trainer

SAMPLES = 1000  # of each moment; as many as an evaluation during training takes on a CPU
MAX_REALS = 5000  # training and held-out images to compare with, as there


def can_measure(dataset: str) -> bool:
    """Whether a feature network is shipped for these images; to train one would take too long."""
    return has_features(dataset)


def quality_of(trainer: Trainer, samples: list[np.ndarray]) -> dict[str, Any]:
    """The Frechet distance of each moment's `samples`, uint8 [SAMPLES, H, W, C], as a deck has it.

    Empty without samples. `floor` is the distance of as many training images.
    """
    config, data = trainer.config, trainer.data
    if not samples or not catalog.is_local(config.dataset, config.data_root):
        return {}
    reals = load_real_images(
        config.dataset, data.channels, data.image_size, config.data_root, MAX_REALS, data,
        config.image_choices,
    )  # fmt: skip
    evaluator = run_to_end(prepare(reals, trainer.device))
    found = [
        evaluator.reference.evaluate(evaluator.extract(torch.from_numpy(part).permute(0, 3, 1, 2)))
        for part in samples
    ]
    return rounded({
        "name": evaluator.config.distance_name,
        "samples": found[0]["samples"],
        "values": [row["fd"] for row in found],
        "floor": found[0]["fd_floor"],
    })  # fmt: skip
