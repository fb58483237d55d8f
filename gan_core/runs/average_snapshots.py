"""Snapshots of a run's two averages of G (`gan_core.training.averages`), of which others are made.

A snapshot has both in half precision, as generator files have their weights, G's buffers, and in
its header a description of the generator. Half precision rounds a weight by 0.03% on average; the
sums of snapshots multiply that by five at the shortest length, and hardly at all from 0.06 on.
"""

import json

import safetensors.torch
import torch
from torch import nn

from gan_core.data import durable_files
from gan_core.objectives.ema_lengths import KEPT
from gan_core.recipes import count_parameters
from gan_core.runs.checkpoint import compact
from gan_core.runs.description import describe_generator
from gan_core.runs.run_dir import RunDir
from gan_core.training.trainer import Trainer

FORMAT = "gan-playground averages 1"
MOMENTS = 20  # snapshots of a run, evenly spaced over its budget
MOST_BYTES, FEWEST = 320_000_000, 6  # of all snapshots; with fewer of them none are worth keeping


class AverageSnapshots:
    """Saves the averages of one run while it trains, `MOMENTS` times and at its end."""

    def __init__(self, run: RunDir, trainer: Trainer):
        self.run = run
        self.count = moments_for(trainer.gan.G) if trainer.averages else 0
        self._progress = trainer.progress

    def save_if_due(self, trainer: Trainer) -> None:
        """Save where another part of the budget is used up since the last call."""
        before, self._progress = self._progress, trainer.progress
        if int(before * self.count) != int(self._progress * self.count):
            self.save(trainer)

    def save(self, trainer: Trainer) -> None:
        """Save now, unless that is done already, and thin what there is."""
        if not self.count or trainer.averages is None or not trainer.averages.at:
            return
        path = self.run.averages_file(trainer.images_seen)
        if path.exists():
            return
        trainer.check_finite()
        durable_files.make_folder(path.parent)  # a run of an earlier version has none
        durable_files.write_bytes(path, _content(trainer))
        kept = thinned([*self.run.averages()], self.count)
        for images_seen, other in self.run.averages().items():
            if images_seen not in kept:
                durable_files.remove(other)


def moments_for(G: nn.Module) -> int:
    """How many snapshots a run with this G keeps; 0 where too few fit into `MOST_BYTES`."""
    fit = MOST_BYTES // (2 * len(KEPT) * count_parameters(G))
    return min(MOMENTS, fit) if fit >= FEWEST else 0


def thinned(moments: list[int], count: int) -> list[int]:
    """At most `count` of the moments (images seen, rising), the first and the last among them.

    Dropped are those whose neighbours are nearest, so those of a run that was extended are evenly
    spaced again.
    """
    kept = list(moments)
    while len(kept) > max(2, count):
        gaps = [kept[i + 1] - kept[i - 1] for i in range(1, len(kept) - 1)]
        del kept[1 + gaps.index(min(gaps))]
    return kept


def _content(trainer: Trainer) -> bytes:
    averages = trainer.averages
    assert averages is not None
    tensors = {
        f"{length:g}/{name}": compact(tensor)
        for length, named in averages.tensors().items()
        for name, tensor in named.items()
    }
    state = trainer.gan.G.state_dict().items()
    tensors |= {f"buffer/{name}": t for name, t in state if name not in averages.names}
    counts: list[int] = []
    if (labels := trainer.conditions.labels) is not None:
        counts = torch.bincount(labels, minlength=trainer.num_classes).tolist()
    about = {**describe_generator(trainer), "at": averages.at, "class_counts": counts}
    metadata = {"format": FORMAT, "about": json.dumps(about)}
    return safetensors.torch.save(tensors, metadata)
