"""A quick measurement of how fast a configuration would train on this machine."""

import dataclasses
import time

import torch

from gan_core.config.train_config import Budget, TrainConfig
from gan_core.data.image_set import ImageSet
from gan_core.recipes import find_recipe
from gan_core.training import devices
from gan_core.training.trainer import Trainer

SLOW_UPDATE = 1.0  # seconds; a first update as slow as this is estimate enough
TIMED_UPDATES = 3


def measure_images_per_second(config: TrainConfig, channels: int, num_classes: int) -> float:
    """Images per second over a few updates on random images of the same shape.

    Accurate to about 20%: caches are cold, and other programs may be running.
    """
    threads = torch.get_num_threads()
    batch = config.settings.batch_size * config.settings.d_steps
    size = (batch, channels, config.image_size, config.image_size)
    labels = torch.arange(batch) % num_classes if num_classes else None
    names = tuple(str(index) for index in range(num_classes))
    data = ImageSet("random", torch.randint(0, 256, size, dtype=torch.uint8), labels, names, "", ())
    settings = dataclasses.replace(config.settings, labels=num_classes > 0, clusters=0)
    config = dataclasses.replace(config, settings=settings, budget=Budget("images", 1e9))
    try:
        trainer = Trainer(find_recipe(config.recipe), config, data)
        seconds = _seconds(trainer, 1)
        if seconds < SLOW_UPDATE:
            seconds = _seconds(trainer, TIMED_UPDATES) / TIMED_UPDATES
    finally:
        torch.set_num_threads(threads)
    return batch / seconds


def _seconds(trainer: Trainer, updates: int) -> float:
    devices.synchronize(trainer.device)
    start = time.perf_counter()
    for _ in range(updates):
        trainer.train_step()
    devices.synchronize(trainer.device)
    return time.perf_counter() - start
