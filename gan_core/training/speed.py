"""A quick measurement of how fast a configuration would train on this machine."""

import dataclasses
import statistics
import time

import torch

from gan_core.config.train_config import Budget, TrainConfig
from gan_core.data.image_set import ImageSet
from gan_core.recipes import find_recipe
from gan_core.training import devices
from gan_core.training.trainer import Trainer

SLOW_UPDATE = 1.0  # seconds; a first update as slow as this is estimate enough
WARM_UP = 2  # updates in which kernels are chosen and memory is taken
TIMED_UPDATES, MOST_UPDATES = 3, 25
TIMED_SECONDS = 0.5


def measure_images_per_second(config: TrainConfig, channels: int, num_classes: int) -> float:
    """Images per second of the median of a few updates on random images of the same shape.

    Accurate to about 20% while no other program computes.
    """
    threads = torch.get_num_threads()
    batch = config.settings.batch_size * config.settings.d_steps
    size = (batch, channels, config.image_size, config.image_size)
    labels = torch.arange(batch) % num_classes if num_classes else None
    names = tuple(str(index) for index in range(num_classes))
    data = ImageSet("random", torch.randint(0, 256, size, dtype=torch.uint8), labels, names, "")
    settings = dataclasses.replace(config.settings, labels=num_classes > 0, clusters=0)
    config = dataclasses.replace(config, settings=settings, budget=Budget("images", 1e9))
    try:
        trainer = Trainer(find_recipe(config.recipe), config, data)
        seconds = _seconds(trainer)
        if seconds < SLOW_UPDATE:
            seconds = _median_seconds(trainer)
    finally:
        torch.set_num_threads(threads)
    return batch / seconds


def _median_seconds(trainer: Trainer) -> float:
    for _ in range(WARM_UP - 1):
        _seconds(trainer)
    times = [_seconds(trainer) for _ in range(TIMED_UPDATES)]
    while sum(times) < TIMED_SECONDS and len(times) < MOST_UPDATES:
        times.append(_seconds(trainer))
    return statistics.median(times)


def _seconds(trainer: Trainer) -> float:
    """Of one update."""
    devices.synchronize(trainer.device)
    start = time.perf_counter()
    trainer.train_step()
    devices.synchronize(trainer.device)
    return time.perf_counter() - start
