"""Two averages of G of different lengths, kept beside it while it trains.

Any other length is made of them afterwards (`gan_core.objectives.ema_lengths`).
"""

from typing import Any

import torch
from torch import Tensor, nn

from gan_core.objectives.ema_lengths import KEPT
from gan_core.objectives.power_ema import decay, exponent_of

# Updates of G between two of the averages, which then count G for all of them: exact for weights
# that stay the same meanwhile, and a fraction of the cost. A step on a GPU takes less than one
# thousandth of a second, in which a launch from Python counts.
EVERY = {"cpu": 4}
EVERY_ELSEWHERE = 16
EXPONENTS = {length: exponent_of(length) for length in KEPT}


class PowerAverages:
    """Power-function averages of the parameters of one G. Buffers are not averaged."""

    def __init__(self, G: nn.Module):
        self.names = [name for name, _ in G.named_parameters()]
        self._current = [parameter.detach() for parameter in G.parameters()]  # G's own memory
        self._averages = {length: [p.clone() for p in self._current] for length in KEPT}
        device = self._current[0].device.type
        self.every = EVERY.get(device, EVERY_ELSEWHERE)
        self.at = 0  # images seen at the last update; 0 before the first

    def after_update(self, step: int, images_seen: int) -> None:
        """To be called after update number `step` of G."""
        if step % self.every == 0:
            self.count_in(images_seen)

    @torch.no_grad()
    def count_in(self, images_seen: int) -> None:
        """Count G as it is now for the time since the last call."""
        for length, average in self._averages.items():
            share = 1 - decay(self.at, images_seen, EXPONENTS[length])
            torch._foreach_lerp_(average, self._current, share)
        self.at = images_seen

    def tensors(self) -> dict[float, dict[str, Tensor]]:
        """The averaged parameters by length and name; of the next update's memory."""
        return {
            length: dict(zip(self.names, average, strict=True))
            for length, average in self._averages.items()
        }

    def state(self) -> dict[str, Any]:
        """For a checkpoint."""
        return {
            "at": self.at,
            "averages": {str(length): named for length, named in self.tensors().items()},
        }

    @torch.no_grad()
    def load_state(self, state: dict[str, Any]) -> None:
        """Continue from `state()`. Raises KeyError or RuntimeError for one of another G."""
        for length, average in self._averages.items():
            saved = state["averages"][str(length)]
            for name, tensor in zip(self.names, average, strict=True):
                if saved[name].shape != tensor.shape:
                    raise RuntimeError(f"the average of {name} has another shape")
                tensor.copy_(saved[name])
        self.at = int(state["at"])
