"""How a training step is executed fast: its number format and, on CUDA, the whole step as a graph.

What a step computes is the recipe's affair. A captured graph replays the very kernels that the
eager step launched, double backward of R1 and R2 included, without Python between them, which for
networks of this size is most of the time on a GPU.
"""

import logging
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from gan_core.config.training_options import TrainingOptions
from gan_core.objectives.ema import Decay

Facts = dict[str, Tensor]
# (indices of the images [N] on the device, decay of G_ema) -> detached scalars on the device
Play = Callable[[Tensor, Decay], Facts]

WARM_UP = 3  # eager steps of a kind before it is captured: kernels are chosen, Adam gets its state
BF16_GAIN = 0.8  # bf16 is worth it where a convolution takes less than this share of its fp32 time


def compute_in(network: nn.Module, precision: str, device: torch.device) -> None:
    """Let forward passes of `network` compute in `precision`; weights and results stay float32.

    Losses, penalties and optimisers, which work on the results, so are in float32 as well.
    """
    if precision != "bf16":
        return
    forward = network.forward

    def in_bf16(*inputs: Tensor | None) -> Tensor:
        # Without the cache: D's weights change between two passes of one step.
        with torch.autocast(device.type, torch.bfloat16, cache_enabled=False):
            return forward(*inputs).float()

    network.forward = in_bf16


def bf16_pays(device: torch.device) -> bool:
    """Whether bf16 convolutions are clearly faster here; on a CPU that is timed, in about 50 ms."""
    if device.type == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    if device.type != "cpu":
        return False
    images = torch.ones(64, 64, 14, 14).contiguous(memory_format=torch.channels_last)
    convolution = nn.Conv2d(64, 64, 3, padding=1).to(memory_format=torch.channels_last)
    seconds = {}
    with torch.inference_mode():
        for kind in (torch.float32, torch.bfloat16):
            images, convolution = images.to(kind), convolution.to(kind)
            seconds[kind] = min(_seconds(convolution, images) for _ in range(6))
    return seconds[torch.bfloat16] < BF16_GAIN * seconds[torch.float32]


class Eager:
    """Every step as Python says it."""

    def run(self, play: Play, indices: Tensor, decay: float, kind: object) -> Facts:
        """The facts of one step."""
        return play(indices, decay)


class Graphed:
    """Steps as CUDA graphs, one a kind of step, captured once it has run a few times eagerly.

    A kind is what a graph cannot change: batch size, and whether penalties are due. What changes
    from step to step enters by tensors: the images' indices, G_ema's decay, the learning rates.
    """

    def __init__(self, device: torch.device):
        self.device = device
        self.reason: str | None = None  # why steps are eager after all
        self._captured: dict[object, _Captured] = {}
        self._warmed: Counter[object] = Counter()
        self._stream = torch.cuda.Stream(device)

    def run(self, play: Play, indices: Tensor, decay: float, kind: object) -> Facts:
        """The facts of one step, replayed where its kind is captured."""
        if self.reason is None and self._warmed[kind] >= WARM_UP:
            if kind not in self._captured:
                self._capture(play, indices, kind)
            if kind in self._captured:
                return self._captured[kind].replay(indices, decay)
        self._warmed[kind] += 1
        return self._aside(play, indices, decay)

    def _aside(self, play: Play, indices: Tensor, decay: float) -> Facts:
        """An eager step on a stream of its own, as capture wants of those before it."""
        self._stream.wait_stream(torch.cuda.current_stream(self.device))
        with torch.cuda.stream(self._stream):
            facts = play(indices, decay)
        torch.cuda.current_stream(self.device).wait_stream(self._stream)
        return facts

    def _capture(self, play: Play, indices: Tensor, kind: object) -> None:
        try:
            self._captured[kind] = _capture(play, indices)
        except RuntimeError as error:  # an operation that no graph can hold
            self._captured.clear()
            self.reason = str(error).splitlines()[0]
            logging.getLogger(__name__).warning("Steps run eagerly: %s", self.reason)


@dataclass
class _Captured:
    graph: "torch.cuda.CUDAGraph"
    indices: Tensor  # [N], read by the graph
    decay: Tensor  # scalar, read by the graph
    names: list[str]
    facts: Tensor  # [len(names)], written by the graph

    def replay(self, indices: Tensor, decay: float) -> Facts:
        self.indices.copy_(indices)
        self.decay.fill_(decay)
        self.graph.replay()
        return dict(zip(self.names, self.facts.clone().unbind(), strict=True))


def _capture(play: Play, indices: Tensor) -> _Captured:
    indices = indices.clone()
    decay = torch.zeros((), device=indices.device)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):  # records; nothing is computed yet
        facts = play(indices, decay)
        together = torch.stack([fact.float() for fact in facts.values()])
    return _Captured(graph, indices, decay, list(facts), together)


def engine_for(device: torch.device, settings: TrainingOptions) -> Eager | Graphed:
    """The fastest way this device can run steps of these settings."""
    if device.type != "cuda":
        return Eager()
    engine = Graphed(device)
    if settings.instance_noise:
        engine.reason = "instance noise fades from step to step"
    return engine


def _seconds(convolution: nn.Module, images: Tensor) -> float:
    began = time.perf_counter()
    convolution(images)
    return time.perf_counter() - began
