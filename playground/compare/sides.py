"""One of the runs that are compared: its letter, its look on every chart, what was read of it."""

from dataclasses import dataclass
from typing import Any

from gan_core.runs.run_dir import ACTIVE, RunDir
from playground.compare.run_curves import Axis, Points, RunCurves, along, number

# By letter. Readable on light and dark, told apart without colour by the dashes, and none of them
# the colour of G or of D.
COLOURS = {"A": "#8a5fd6", "B": "#0f9575", "C": "#d1478c", "D": "#9a7b00", "E": "#7d7f86",
           "F": "#b0552f"}  # fmt: skip
DASHES = {"A": "solid", "B": "dash", "C": "dot", "D": "dashdot", "E": "longdash",
          "F": "longdashdot"}  # fmt: skip
MARKERS = {"A": "circle", "B": "square-open", "C": "diamond", "D": "triangle-up-open",
           "E": "cross", "F": "x"}  # fmt: skip


@dataclass(frozen=True)
class Side:
    """One of the runs, as read for this time."""

    name: str  # "A" to "F"
    run: RunDir
    config: dict[str, Any]
    about: dict[str, Any]
    status: dict[str, Any]
    curves: RunCurves

    @classmethod
    def read(cls, name: str, run: RunDir) -> "Side":
        return cls(name, run, run.config(), run.about(), run.status(), RunCurves.read(run))

    @property
    def is_active(self) -> bool:
        return self.status["state"] in ACTIVE

    @property
    def images_per_epoch(self) -> float | None:
        return number(self.about, "images") or number(self.status, "images_per_epoch")

    @property
    def followed_seeds(self) -> list[int]:
        """The seed of each sample of the grids; [] for 0, 1, 2 and so on."""
        found = self.config.get("followed_seeds")
        return [seed for seed in found if type(seed) is int] if isinstance(found, list) else []

    def grids(self, axis: Axis) -> tuple[list[int], list[float]]:
        """Images seen at the run's sample grids, and where they lie on `axis`, both rising."""
        seen = list(self.run.samples())
        seconds: Points = self.curves.seconds_at(seen) if axis == "minutes" else []
        places = along(axis, [*seen], seconds, self.images_per_epoch)
        known = [(at, place) for at, place in zip(seen, places, strict=True) if place is not None]
        return [at for at, _ in known], [place for _, place in known]
