"""A generator whose weights are an average of any length, made of a run's snapshots.

The parameters are a weighted sum of saved ones. BatchNorm's statistics are computed anew for these
weights, from the same z at every call.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import safetensors
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from gan_core import GanError
from gan_core.objectives.batch_statistics import recompute_statistics
from gan_core.objectives.ema_lengths import KEPT, lengths_offered, weights_for
from gan_core.recipes.generators import build_generator
from gan_core.recipes.without_values import without_values
from gan_core.runs.average_snapshots import FORMAT
from gan_core.runs.run_dir import RunDir

STATISTICS, BATCH = 1024, 256  # images for BatchNorm's statistics: about as many as in training's
DAMAGE = (
    OSError, KeyError, TypeError, ValueError, OverflowError, RuntimeError,
    safetensors.SafetensorError,
)  # fmt: skip


@dataclass(frozen=True)
class Snapshot:
    """The header of one snapshot."""

    path: Path
    at: int  # images seen at the averages' last update
    about: dict[str, Any]


def generator_of_length(
    run: RunDir, length: float, until: int | None = None
) -> tuple[nn.Module, dict[str, Any]]:
    """(G in eval mode on the CPU, its description) at the last snapshot up to `until` images.

    `about["ema_length"]` is the length. Raises GanError where the run kept no averages, for a
    length out of range and for damaged files.
    """
    saved = {n: path for n, path in run.averages().items() if until is None or n <= until}
    if not saved:
        raise GanError(
            f"{run.id} has no averages for other EMA lengths there; they are saved while a run "
            "trains with posthoc_ema on."
        )
    offered = lengths_offered(tuple(saved))
    if not offered or not offered[0] - 1e-9 <= length <= offered[1] + 1e-9:
        between = f"from {offered[0]:g} to {offered[1]:g}" if offered else "none yet"
        raise GanError(f"EMA lengths of {run.id}: {between}, not {length:g}; choose another.")
    snapshots = [_header(path) for path in saved.values()]
    last = snapshots[-1]
    about = {**last.about, "ema_length": length}
    try:
        with without_values():
            G = build_generator(about)
        names = [name for name, _ in G.named_parameters()]
        weights = weights_for(tuple(snapshot.at for snapshot in snapshots), length)
        state = _summed(snapshots, names, weights)
        with safetensors.safe_open(last.path, "pt") as file:
            for name in G.state_dict().keys() - state.keys():
                state[name] = file.get_tensor(f"buffer/{name}")
        G.load_state_dict(state, assign=True)
        recompute_statistics(G.requires_grad_(False), _batches(about))
    except DAMAGE as error:
        raise GanError(
            f"The averages of {run.id} are damaged or of another network; they were not used."
        ) from error
    return G, about


def _header(path: Path) -> Snapshot:
    try:
        with safetensors.safe_open(path, "pt") as file:
            metadata = file.metadata()
        about = json.loads(metadata["about"])
        if metadata["format"] != FORMAT or not int(about["at"]) > 0:
            raise ValueError("another format")
        return Snapshot(path, int(about["at"]), about)
    except DAMAGE as error:  # RecursionError, of a deep header, is a RuntimeError
        raise GanError(f"{path.name} is damaged; delete it and try again.") from error


def _summed(
    snapshots: list[Snapshot], names: list[str], weights: list[list[float]]
) -> dict[str, Tensor]:
    """The weighted sum over all saved averages, of which one is in memory at a time."""
    total: dict[str, Tensor] = {}
    for snapshot, row in zip(snapshots, weights, strict=True):
        with safetensors.safe_open(snapshot.path, "pt") as file:
            for length, weight in zip(KEPT, row, strict=True):
                for name in names:
                    part = file.get_tensor(f"{length:g}/{name}").float() * weight
                    total[name] = total[name].add_(part) if name in total else part
    return total


def _batches(about: dict[str, Any]) -> Iterator[tuple[Tensor, Tensor | None]]:
    """z and class weights, classes as frequent as among the training images; always the same."""
    random = torch.Generator().manual_seed(0)
    counts = torch.tensor(about["class_counts"] or [1.0], dtype=torch.float64)
    num_classes = int(about["num_classes"])
    for _ in range(STATISTICS // BATCH):
        z = torch.randn(BATCH, int(about["settings"]["z_dim"]), generator=random)
        labels = torch.multinomial(counts, BATCH, replacement=True, generator=random)
        yield z, F.one_hot(labels, num_classes).float() if num_classes else None
