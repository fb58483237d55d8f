"""What can be adjusted while a run trains; each change is recorded in the run and its checkpoints.

A learning-rate multiplier of 0 freezes a network: its optimiser moves no weight, so training only G
or only D needs no other step than the recipe's own. (BatchNorm's running statistics still move.)
"""

import math
from dataclasses import asdict, dataclass
from typing import Any

from gan_core import GanError

MAX_LR_MULTIPLIER = 100.0
# What runs of version 0.1 call these fields.
OLD_NAMES = {
    "rate_G": "lr_multiplier_G", "rate_D": "lr_multiplier_D", "stop_when_flat": "stop_early",
}  # fmt: skip


@dataclass(frozen=True)
class Adjustment:
    """How training is adjusted now; the defaults train as the run's settings say."""

    lr_multiplier_G: float = 1.0  # times lr_G and its decay; 0 freezes G
    lr_multiplier_D: float = 1.0
    stop_early: bool = False  # end the run once its quality stops improving

    def __post_init__(self) -> None:
        for name, times in (("G", self.lr_multiplier_G), ("D", self.lr_multiplier_D)):
            is_number = isinstance(times, (int, float)) and not isinstance(times, bool)
            if not (is_number and math.isfinite(times) and 0 <= times <= MAX_LR_MULTIPLIER):
                raise GanError(
                    f"{name}'s learning rate can be multiplied by 0 to {MAX_LR_MULTIPLIER:g}, "
                    f"not {times!r}."
                )

    def to_json(self) -> dict[str, Any]:
        """Plain values, for a request, a record or a checkpoint."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Any) -> "Adjustment":
        """What `to_json` gave, in this version or an earlier one. Raises GanError for all else."""
        if not isinstance(values, dict):
            raise GanError("This is no adjustment of a run.")
        values = {OLD_NAMES.get(name, name): value for name, value in values.items()}
        known = {name: values[name] for name in cls.__dataclass_fields__ if name in values}
        return cls(**{**known, "stop_early": bool(known.get("stop_early"))})

    def in_words(self) -> str:
        """In a few words, for a marker on the curve."""
        early = ", stops early" if self.stop_early else ""
        return f"{self._rates_in_words()}{early}"

    def _rates_in_words(self) -> str:
        G, D = self.lr_multiplier_G, self.lr_multiplier_D
        if G and not D:
            return f"only G trains{_times(G)}"
        if D and not G:
            return f"only D trains{_times(D)}"
        if G == D:
            return f"G and D train{_times(G)}" if G else "neither G nor D trains"
        return f"lr of G times {G:g}, of D times {D:g}"


def _times(multiplier: float) -> str:
    return "" if multiplier == 1 else f", lr times {multiplier:g}"
