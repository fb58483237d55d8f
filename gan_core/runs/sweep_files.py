"""The file of a run directory that says to which sweep it belongs. No torch in here."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gan_core.data import durable_files

SWEEP = "sweep.json"


@dataclass(frozen=True)
class Place:
    """The place of one run in its sweep."""

    sweep: str
    """The id of the sweep's first run. No other run ever has it, even if that one is deleted."""
    setting: str
    value: Any
    number: int
    """Which of the sweep's values it is, from 0, in the order in which they were given."""


class SweepFiles:
    """To which sweep one run belongs, if it does."""

    path: Path

    def write_place(self, place: Place) -> None:
        durable_files.write_json(self.path / SWEEP, asdict(place))

    def place(self) -> Place | None:
        """What `write_place` wrote; None for a run that belongs to no sweep."""
        match durable_files.finite(durable_files.read_json(self.path / SWEEP)):
            case {
                "sweep": str(sweep), "setting": str(setting), "number": int(number),
                "value": (int() | float() | str()) as value,
            }:  # fmt: skip
                return Place(sweep, setting, value, number)
        return None
