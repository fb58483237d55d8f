"""The ranks of a run: the processes that train it together. Usually there is one."""

import sys
from collections.abc import Callable
from typing import Any

import torch
import torch.distributed as dist

from gan_core import GanError
from gan_core.config.train_config import TrainConfig

Rates = tuple[float, float]  # learning rates of G and of D for the next update

# Names of the interface by which ranks reach each other and nobody reaches them. On Windows torch
# cannot be told one, and would listen on the network.
LOOPBACK = {"linux": "lo", "darwin": "lo0"}


class Ranks:
    """One process alone: it decides by itself."""

    rank, size = 0, 1

    def begin(self, state: Callable[[], dict[str, Any]]) -> None:
        """Let all ranks start from rank 0's `state()`, once each has its networks."""

    def agree(self, rates: Rates) -> Rates:
        """What rank 0 says, of which the clock may be a part; each update begins with it."""
        return rates

    def cause(self, error: Exception) -> str:
        """The sentence for an `error` that has its cause in another rank; "" for any other."""
        return ""

    def close(self) -> None:
        """End the other ranks, however far they are."""


def check_ranks(config: TrainConfig, count: int, is_cpu_chosen: bool = True) -> None:
    """Raise GanError if `count` GPUs, or processes on the CPU, cannot train this run together.

    Without a GPU, the CPU has to be chosen: who asks for two GPUs does not want it.
    """
    kind, _, index = config.device.partition(":")
    here = torch.cuda.device_count() if kind == "cuda" else 0
    if count < 1:
        raise GanError(f"--gpus is a number from 1, not {count}.")
    if count == 1:
        return
    if config.settings.frechet == "on":
        raise GanError("--gpus does not share the Frechet loss; set frechet=off, or leave it out.")
    if sys.platform not in LOOPBACK or not dist.is_available():
        raise GanError("--gpus works on Linux and macOS only; leave it out.")
    if kind == "cpu" and is_cpu_chosen:
        pass
    elif index:
        raise GanError(
            f"--gpus {count} trains on cuda:0 and those after it; leave {config.device} out and "
            "choose GPUs with CUDA_VISIBLE_DEVICES."
        )
    elif here < count:
        have = {"mps": "one GPU"}.get(kind, f"{here} CUDA GPU{'' if here == 1 else 's'}")
        raise GanError(
            f"This machine has {have}, not {count}; with --device cpu, --gpus {count} is a trial "
            f"with {count} processes on the CPU."
        )
    if config.settings.batch_size % count:
        raise GanError(
            f"A batch of {config.settings.batch_size} images cannot be shared evenly by {count} "
            "processes; choose another batch_size or number of --gpus."
        )
