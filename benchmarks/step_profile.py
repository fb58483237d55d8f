"""Where the time of an update of quick goes, by kind of operation, and what UpsampledConv2d gains.

The gain is paired: updates with it and with upsampling and convolution as two layers take turns,
and the time of the processor counts, which other programs disturb less.
"""

import dataclasses
import statistics
import time
from collections import defaultdict
from dataclasses import dataclass
from unittest import mock

import torch
import tyro
from torch.profiler import ProfilerActivity, profile

from benchmarks.quick_sizes import images_per_second, trainer_for
from benchmarks.report import write_report
from gan_core.recipes.layers import UpsampledConv2d
from gan_core.training.trainer import Trainer

KINDS = {  # of operations, by what their names contain; the first that fits counts
    "convolutions, backward": ("convolution_backward",),
    "convolutions, forward and second order": ("mkldnn_convolution", "conv"),
    "LeakyReLU, ReLU and Tanh": ("relu", "threshold", "clamp_min", "tanh"),
    "BatchNorm": ("batch_norm",),
    "dense layers": ("aten::mm", "addmm", "linear"),
    "pixel shuffle and upsampling": ("shuffle", "upsample", "pool"),
    "copies": ("copy_", "clone", "cat", "contiguous"),
    "Adam": ("adam", "Optimizer"),
}


@dataclass(frozen=True)
class StepProfile:
    """Profile updates on random images, then compare the two ways of upsampling."""

    shape: str = "28x1"
    """Size in px and channels; up to 32 px, where quick upsamples."""
    updates: int = 8
    """Updates in a timing; a multiple of 4, since every fourth has penalties."""
    rounds: int = 9
    """Timings of each way."""


def main(options: StepProfile) -> None:
    trainer = trainer_for(options.shape, torch.device("cpu"), threads=1)
    images_per_second(trainer, options.updates, time.process_time)  # warm-up
    shares = profiled(trainer, options.updates)
    print("| kind | share of an update |\n|---|---|")
    for kind, share in shares.items():
        print(f"| {kind} | {100 * share:.1f}% |")
    pairs = [paired(trainer, options.updates) for _ in range(options.rounds)]
    one, two = (statistics.median(speeds) for speeds in zip(*pairs, strict=True))
    ratios = sorted(a / b for a, b in pairs)
    ratio = statistics.median(ratios)
    print(f"images per second of the processor: {one:.0f} with one layer, {two:.0f} with two")
    print(f"median of the ratios: {ratio:.3f} ({ratios[0]:.3f} to {ratios[-1]:.3f})")
    found = {"shares": shares, "one_layer": one, "two_layers": two, "ratios": ratios}
    write_report("step_profile", dataclasses.asdict(options), found)


def profiled(trainer: Trainer, updates: int) -> dict[str, float]:
    """Share of the time of each kind, the largest first."""
    with profile(activities=[ProfilerActivity.CPU]) as record:
        for _ in range(updates):
            trainer.train_step()
    times: dict[str, float] = defaultdict(float)
    for event in record.key_averages():
        fitting = (k for k, parts in KINDS.items() if any(part in event.key for part in parts))
        times[next(fitting, "everything else")] += event.self_cpu_time_total
    whole = sum(times.values())
    return {kind: taken / whole for kind, taken in sorted(times.items(), key=lambda it: -it[1])}


def paired(trainer: Trainer, updates: int) -> tuple[float, float]:
    """Images per second of the processor with one layer and with two, one after the other."""
    one = images_per_second(trainer, updates, time.process_time)
    with mock.patch.object(UpsampledConv2d, "forward", UpsampledConv2d.in_two_steps):
        return one, images_per_second(trainer, updates, time.process_time)


if __name__ == "__main__":
    main(tyro.cli(StepProfile))
