"""Images per second of quick at several sizes, side by side in one run.

Training steps on random images, without labels but with clusters, which is how images of one's own
are trained. The sizes take turns, so that changes of the machine's speed affect all of them; with
--processor the time of the processor counts, which other programs disturb less.
"""

import dataclasses
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

import torch
import tyro

from benchmarks.report import write_report
from gan_core.config.settings import settings_from
from gan_core.config.train_config import Budget, TrainConfig
from gan_core.data.image_set import ImageSet
from gan_core.recipes import Environment, find_recipe
from gan_core.training import devices
from gan_core.training.number_format import bf16_is_faster
from gan_core.training.trainer import Trainer

IMAGES = 2048  # random ones; enough for 20 clusters
COLOUR = {1: "grey", 3: "colour"}


@dataclass(frozen=True)
class QuickSizes:
    """Time quick at each size, in turns."""

    shapes: tuple[str, ...] = ("28x1", "32x3", "64x3")
    """Sizes in px and channels; 128x3 on a GPU."""
    rounds: int = 9
    """Timings of each."""
    updates: int = 8
    """Updates in a timing; a multiple of 4, since every fourth has penalties."""
    threads: int = 0
    """Threads of the CPU; 0 for as many as a run uses."""
    processor: bool = False
    """Whether the time of the processor counts instead of the clock's; then use 1 thread."""
    device: str = "auto"
    """auto, cpu or cuda."""


def main(options: QuickSizes) -> None:
    device = devices.choose(options.device)
    trainers = {shape: trainer_for(shape, device, options.threads) for shape in options.shapes}
    clock = time.process_time if options.processor else time.perf_counter
    speeds: dict[str, list[float]] = {shape: [] for shape in options.shapes}
    for turn in range(options.rounds + 1):
        for shape, trainer in trainers.items():
            speed = images_per_second(trainer, options.updates, clock)
            if turn:  # the first is warm-up
                speeds[shape].append(speed)
    rows = [summary(shape, speeds, options.shapes[0]) for shape in options.shapes]
    kind = "second of the processor" if options.processor else "second"
    print(f"| quick at | images per {kind} | of {rows[0]['shape']} |\n|---|---|---|")
    for row in rows:
        print(f"| {row['shape']} | {row['median']:,.0f} ({row['least']:,.0f} to "
              f"{row['most']:,.0f}) | {row['ratio']:.2f} |")  # fmt: skip
    write_report("quick_sizes", dataclasses.asdict(options), rows)


def trainer_for(shape: str, device: torch.device, threads: int) -> Trainer:
    """Of random images of this shape, with the settings that a run on this device has."""
    side, channels = map(int, shape.split("x"))
    recipe = find_recipe("quick")
    environment = Environment(device.type, None, lambda: bf16_is_faster(device), image_size=side)
    settings = recipe.resolve_auto(
        settings_from(recipe.settings_type, {"labels": False}), environment
    )
    config = TrainConfig(
        "quick", "random", side, settings, Budget("images", 1e9), channels, device=str(device),
        threads=threads or devices.TRAINING_THREADS,
    )  # fmt: skip
    pixels = torch.randint(0, 256, (IMAGES, channels, side, side), dtype=torch.uint8)
    return Trainer(recipe, config, ImageSet("random", pixels, None, (), ""))


def images_per_second(trainer: Trainer, updates: int, clock: Callable[[], float]) -> float:
    """Of so many updates."""
    devices.synchronize(trainer.device)
    start, seen = clock(), trainer.images_seen
    for _ in range(updates):
        trainer.train_step()
    devices.synchronize(trainer.device)
    return (trainer.images_seen - seen) / (clock() - start)


def summary(shape: str, speeds: dict[str, list[float]], first: str) -> dict[str, float | str]:
    """Median and range, and the median of the ratios to the first shape within each turn."""
    side, channels = shape.split("x")
    own, others = speeds[shape], speeds[first]
    return {
        "shape": f"{side} px, {COLOUR[int(channels)]}",
        "median": statistics.median(own),
        "least": min(own),
        "most": max(own),
        "ratio": statistics.median(a / b for a, b in zip(own, others, strict=True)),
    }


if __name__ == "__main__":
    main(tyro.cli(QuickSizes))
