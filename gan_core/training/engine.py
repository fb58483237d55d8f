"""Fast execution of a training step: its number format and, on CUDA, the step as a CUDA graph.

What a step computes is up to the recipe. A captured graph replays the same kernels that the eager
step launched, including the double backward of R1 and R2, without Python in between, which takes
most of the time on a GPU for networks of this size.
"""

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from gan_core.config.training_options import TrainingOptions
from gan_core.objectives.ema import Decay
from gan_core.objectives.shared_rows import sharing
from gan_core.training.ranks import Ranks

Stats = dict[str, Tensor]
# (indices of the images [N] on the device, decay of G_ema) -> detached scalars on the device
TrainStep = Callable[[Tensor, Decay], Stats]

WARM_UP = 3  # eager steps before a capture: kernels are chosen and Adam creates its state


def compute_in(network: nn.Module, precision: str, device: torch.device) -> None:
    """Make forward passes of `network` compute in `precision`; weights and outputs stay float32.

    Losses, penalties and optimisers work on the outputs, so they use float32 as well.
    """
    if precision != "bf16":
        return
    forward = network.forward

    def in_bf16(*inputs: Tensor | None) -> Tensor:
        # No weight cache: D's weights change between two passes of one step.
        with torch.autocast(device.type, torch.bfloat16, cache_enabled=False):
            return forward(*inputs).float()

    network.forward = in_bf16


class Eager:
    """Runs every step as ordinary Python."""

    def run(self, step: TrainStep, indices: Tensor, decay: float, kind: object) -> Stats:
        """Run one step and return its stats."""
        return step(indices, decay)


class Shared:
    """Runs every step as ordinary Python, on this rank's rows of the batch."""

    def __init__(self, ranks: Ranks):
        self.ranks = ranks

    def run(self, step: TrainStep, indices: Tensor, decay: float, kind: object) -> Stats:
        """Run one step together with the other ranks and return its stats."""
        with sharing(self.ranks.rank, self.ranks.size):
            return step(indices, decay)


class Graphed:
    """Runs steps as CUDA graphs, one per kind of step, captured after a few eager runs.

    A kind is what a graph cannot vary: batch size, and whether penalties are due. What changes from
    step to step is passed in tensors: the images' indices, G_ema's decay, the learning rates.
    """

    def __init__(self, device: torch.device):
        self.device = device
        self.reason: str | None = None  # why steps run eagerly instead
        self._captured: dict[object, _Captured] = {}
        self._eager_steps: Counter[object] = Counter()
        self._stream = torch.cuda.Stream(device)

    def run(self, step: TrainStep, indices: Tensor, decay: float, kind: object) -> Stats:
        """Run one step, replayed from a graph if its kind is captured, and return its stats."""
        if self.reason is None and self._eager_steps[kind] >= WARM_UP:
            if kind not in self._captured:
                self._capture(step, indices, kind)
            if kind in self._captured:
                return self._captured[kind].replay(indices, decay)
        self._eager_steps[kind] += 1
        return self._run_eagerly(step, indices, decay)

    def _run_eagerly(self, step: TrainStep, indices: Tensor, decay: float) -> Stats:
        """An eager step on a side stream, as warm-up for a capture requires."""
        self._stream.wait_stream(torch.cuda.current_stream(self.device))
        with torch.cuda.stream(self._stream):
            stats = step(indices, decay)
        torch.cuda.current_stream(self.device).wait_stream(self._stream)
        return stats

    def _capture(self, step: TrainStep, indices: Tensor, kind: object) -> None:
        try:
            self._captured[kind] = _capture(step, indices)
        except RuntimeError as error:  # an operation that cannot be captured
            self._captured.clear()
            self.reason = str(error).splitlines()[0]
            logging.getLogger(__name__).warning("Steps run eagerly: %s", self.reason)


@dataclass
class _Captured:
    graph: "torch.cuda.CUDAGraph"
    indices: Tensor  # [N], read by the graph
    decay: Tensor  # scalar, read by the graph
    names: list[str]
    stats: Tensor  # [len(names)], written by the graph

    def replay(self, indices: Tensor, decay: float) -> Stats:
        self.indices.copy_(indices)
        self.decay.fill_(decay)
        self.graph.replay()
        return dict(zip(self.names, self.stats.clone().unbind(), strict=True))


def _capture(step: TrainStep, indices: Tensor) -> _Captured:
    indices = indices.clone()
    decay = torch.zeros((), device=indices.device)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):  # records only; nothing is computed yet
        stats = step(indices, decay)
        stacked = torch.stack([value.float() for value in stats.values()])
    return _Captured(graph, indices, decay, list(stats), stacked)


def engine_for(
    device: torch.device, settings: TrainingOptions, ranks: Ranks
) -> Eager | Graphed | Shared:
    """The fastest engine for steps with these settings on this device."""
    if ranks.size > 1:
        return Shared(ranks)
    if device.type != "cuda":
        return Eager()
    engine = Graphed(device)
    if settings.instance_noise:
        engine.reason = "instance noise changes from step to step"
    return engine
