"""What can be changed while a run trains; each change is recorded in the run and its checkpoints.

A player whose rate is 0 stands still: its optimiser moves no weight, so training only G or only D
needs no other step than the recipe's own. (BatchNorm's running statistics do go on.)
"""

import math
from dataclasses import asdict, dataclass
from typing import Any

from gan_core.errors import GanError

MAX_RATE = 100.0


@dataclass(frozen=True)
class Steering:
    """How the run is driven now. Without steering it goes as it was asked for."""

    rate_G: float = 1.0  # times lr_G and its schedule; 0 stands still
    rate_D: float = 1.0
    stop_when_flat: bool = False  # end the run once its quality has stopped rising

    def __post_init__(self) -> None:
        for name, rate in (("G", self.rate_G), ("D", self.rate_D)):
            is_number = isinstance(rate, (int, float)) and not isinstance(rate, bool)
            if not (is_number and math.isfinite(rate) and 0 <= rate <= MAX_RATE):
                raise GanError(
                    f"{name}'s learning rate can be multiplied by 0 to {MAX_RATE:g}, not {rate!r}."
                )

    def to_json(self) -> dict[str, Any]:
        """Plain values, for a request, a record or a checkpoint."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Any) -> "Steering":
        """What `to_json` gave. Raises GanError for anything else."""
        if not isinstance(values, dict):
            raise GanError("This says nothing about how to steer a run.")
        known = {name: values[name] for name in cls.__dataclass_fields__ if name in values}
        return cls(**{**known, "stop_when_flat": bool(known.get("stop_when_flat"))})

    def in_words(self) -> str:
        """In a few words, for a mark on the curve."""
        if self.rate_G and not self.rate_D:
            return f"only G trains{_times(self.rate_G)}"
        if self.rate_D and not self.rate_G:
            return f"only D trains{_times(self.rate_D)}"
        if self.rate_G == self.rate_D:
            return f"both train{_times(self.rate_G)}" if self.rate_G else "nobody trains"
        return f"lr of G times {self.rate_G:g}, of D times {self.rate_D:g}"


def _times(rate: float) -> str:
    return "" if rate == 1 else f", lr times {rate:g}"
