"""Descriptions of a run and of its generators, and its images as PNG files."""

import dataclasses
from typing import Any

import numpy as np
import torch

from gan_core.config.schedule import updates_per_epoch
from gan_core.data import images
from gan_core.recipes import count_parameters
from gan_core.training import devices
from gan_core.training.trainer import Trainer


def describe_generator(trainer: Trainer) -> dict[str, Any]:
    """The description in a generator file: enough to rebuild the network and to caption it."""
    config, data = trainer.config, trainer.data
    return {
        "recipe": config.recipe,
        "settings": dataclasses.asdict(config.settings),
        "channels": data.channels,
        "image_size": data.image_size,
        "num_classes": trainer.num_classes,
        "class_names": list(trainer.conditions.names),
        "dataset": data.name,
        "seed": config.seed,
        "images_seen": trainer.images_seen,
        "images_per_epoch": len(data),
    }


def about_run(trainer: Trainer) -> dict[str, Any]:
    """The content of about.json: data, networks and machine of a run."""
    data = trainer.data
    return {
        "data": data.name,
        "source": data.source,
        "images": len(data),
        "digest": data.digest,
        "left_out": data.left_out.to_json(),
        "notes": list(data.notes),
        "channels": data.channels,
        "image_size": data.image_size,
        "class_names": list(data.class_names),
        "condition_names": list(trainer.conditions.names),  # classes or clusters given to G
        "grid_columns": trainer.grid_columns,
        "loss_D": dataclasses.asdict(trainer.recipe.reference_losses(trainer.config.settings)),
        "updates_per_epoch": updates_per_epoch(
            len(data), trainer.images_per_step, trainer.whole_epochs
        ),
        "parameters": {
            "G": count_parameters(trainer.gan.G),
            "D": count_parameters(trainer.gan.D),
        },
        "device": devices.describe(trainer.device),
        "threads": torch.get_num_threads(),
        "torch": torch.__version__,
    }


def real_images_for_grid(trainer: Trainer) -> np.ndarray:
    """As many training images as the sample grid has samples, uint8 [N, H, W, C].

    With labels, each has the class of the sample in its place.
    """
    data, labels = trainer.data, trainer.conditions.labels
    count, num_classes = len(trainer.grid_seeds), trainer.num_classes
    if labels is None:
        return to_nhwc(data.images[:count])
    by_class = [(labels == index).nonzero()[:, 0] for index in range(num_classes)]
    picked, shown = [], [0] * num_classes
    for seed in trainer.grid_seeds:
        members = by_class[seed % num_classes]
        number = shown[seed % num_classes] % max(1, len(members))
        shown[seed % num_classes] += 1
        picked.append(int(members[number]) if len(members) else 0)
    return to_nhwc(data.images[torch.tensor(picked)])


def to_nhwc(pixels: torch.Tensor) -> np.ndarray:
    """uint8 [N, C, H, W] to numpy [N, H, W, C]."""
    return pixels.permute(0, 2, 3, 1).numpy()


def grid_png(samples: np.ndarray, trainer: Trainer) -> bytes:
    """uint8 [N, H, W, C] as the PNG of a sample grid of this run."""
    return images.png(images.grid(samples, trainer.grid_columns), images.GRID_SCALE)
