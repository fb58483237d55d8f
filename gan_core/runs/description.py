"""What a run and its generators say of themselves, and the sheets that go with it."""

import dataclasses
from typing import Any

import torch

from gan_core.config.schedule import updates_per_epoch
from gan_core.data import images
from gan_core.data.image_set import ImageSet
from gan_core.recipes import count_parameters
from gan_core.training import devices
from gan_core.training.trainer import Trainer


def describe_generator(trainer: Trainer) -> dict[str, Any]:
    """What a generator file says about itself: enough to rebuild the network and to caption it."""
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
    """What was found when the run started, for its card."""
    data: ImageSet = trainer.data
    return {
        "data": data.name,
        "source": data.source,
        "images": len(data),
        "skipped_files": len(data.skipped),
        "channels": data.channels,
        "image_size": data.image_size,
        "class_names": list(data.class_names),
        "condition_names": list(trainer.conditions.names),  # classes or groups G is told of
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


def reals_like_the_grid(trainer: Trainer) -> Any:
    """As many training images as the sheet has tiles, class for class where there are labels."""
    data, count = trainer.data, len(trainer.fixed_z)
    if not trainer.num_classes:
        return to_hwc(data.images[:count])
    labels = trainer.conditions.labels
    picked, by_class = [], [(labels == k).nonzero()[:, 0] for k in range(trainer.num_classes)]
    for tile in range(count):
        members = by_class[tile % trainer.num_classes]
        picked.append(
            members[tile // trainer.num_classes % max(1, len(members))] if len(members) else 0
        )
    return to_hwc(data.images[torch.tensor([int(index) for index in picked])])


def to_hwc(pixels: torch.Tensor) -> Any:
    """uint8 [N, C, H, W] to numpy [N, H, W, C]."""
    return pixels.permute(0, 2, 3, 1).numpy()


def grid_png(tiles: Any, trainer: Trainer) -> bytes:
    """Tiles [N, H, W, C] as the picture of a sheet of this run."""
    return images.png(images.grid(tiles, trainer.grid_columns), images.GRID_SCALE)
