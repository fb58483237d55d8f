"""The file of a run directory that says to which sweep it belongs. No torch in here."""

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from gan_core.data import durable_files

SWEEP = "sweep.json"
MOST_VALUES, MOST_SEEDS = 8, 8
OF = "@"  # between the name of a sweep on its own machine and its token


@dataclass(frozen=True)
class Place:
    """The place of one run in its sweep."""

    sweep: str
    """The id of the sweep's first run. No other run ever has it, even if that one is deleted. Of a
    sweep of another machine, where a run here may be called so, `OF` and its token follow."""
    setting: str
    value: Any
    number: int
    """Which of the sweep's values it is, from 0, in the order in which they were given."""
    runs: int = 0
    """How many runs the sweep was begun with; 0 where that is not known."""
    token: str = ""
    """A random number in hex, by which other machines tell it from their own sweeps."""

    @property
    def is_elsewhere(self) -> bool:
        """Whether the sweep was begun on another machine."""
        return OF in self.sweep

    def elsewhere(self) -> "Place":
        """The same place as another machine knows it."""
        return self if self.is_elsewhere else replace(self, sweep=f"{self.sweep}{OF}{self.token}")


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
                "value": (int() | float() | str()) as value, **more,
            }:  # fmt: skip
                runs, token = more.get("runs"), more.get("token")
                return Place(
                    sweep, setting, value, number, runs if isinstance(runs, int) else 0,
                    token if isinstance(token, str) else "",
                )  # fmt: skip
        return None
