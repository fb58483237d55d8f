"""What was logged and measured in one run, ready to be drawn along any axis. No st calls."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from gan_core.runs.run_dir import RunDir
from playground.compare import run_log
from playground.compare.run_log import number as number  # also for those who read evaluations

Row = dict[str, Any]
Axis = Literal["images_seen", "epochs", "minutes"]
Points = list[float | None]
DRAWN_POINTS = 400  # of a curve; more cannot be told apart
OF_MANY = 180  # where more than three runs share a chart


@dataclass(frozen=True)
class RunCurves:
    """A run's log and evaluations, read once for all that the page shows of them."""

    log: run_log.Columns
    evaluations: Sequence[Row]

    @classmethod
    def read(cls, run: RunDir) -> "RunCurves":
        return cls(*run_log.read(run))

    def losses(
        self, divisor: float = 1.0, keep: float = 0.0, points: int = DRAWN_POINTS
    ) -> dict[str, Points]:
        """Losses along images seen and seconds, averaged to `points`; D's divided by `divisor`.

        `keep` is that of `smoothed`.
        """
        stride = -(-len(self.log["seconds"]) // points) or 1
        ends = {name: _last_of_each(self.log[name], stride) for name in run_log.ENDS}
        loss_G, loss_D = (run_log.thinned(self.log[name], stride) for name in run_log.MEANS)
        found = {**ends, "G": smoothed(loss_G, keep), "D": smoothed(loss_D / divisor, keep)}
        return {name: _points(values) for name, values in found.items()}

    def metric(self, key: str) -> dict[str, Points]:
        """A metric along images seen and seconds, under the name `value`."""
        rows = [row for row in self.evaluations if number(row, key) is not None]
        names = {"images_seen": "images_seen", "seconds": "seconds", "value": key}
        return {to: [number(row, name) for row in rows] for to, name in names.items()}

    def last_evaluation(self) -> Row:
        """The newest one; empty before the first."""
        return self.evaluations[-1] if self.evaluations else {}

    def seconds_at(self, images_seen: Sequence[int]) -> Points:
        """Seconds of training when so many images had been seen; None where the log has none."""
        seen, seconds = (self.log[name] for name in run_log.ENDS)
        known = np.isfinite(seen) & np.isfinite(seconds)
        if not known.any():
            return [0.0 if each == 0 else None for each in images_seen]
        at = np.array(images_seen, float)
        return _points(np.interp(at, [0.0, *seen[known]], [0.0, *seconds[known]]))


def along(axis: Axis, seen: Points, seconds: Points, images_per_epoch: float | None) -> Points:
    """Where moments lie on an axis; None for those of which that is not known."""
    if axis == "images_seen":
        return seen
    if axis == "minutes":
        return [None if each is None else each / 60 for each in seconds]
    if not images_per_epoch:
        return [None] * len(seen)
    return [None if each is None else each / images_per_epoch for each in seen]


def smoothed(values: np.ndarray, keep: float) -> np.ndarray:
    """Running means in which an earlier value counts `keep` (0 to below 1) times less each step."""
    if not keep:
        return values
    total = weight = 0.0
    found = np.full_like(values, np.nan)
    for index, value in enumerate(values):
        if np.isfinite(value):
            total, weight = keep * total + (1 - keep) * value, keep * weight + (1 - keep)
            found[index] = total / weight
    return found


def _last_of_each(values: np.ndarray, stride: int) -> np.ndarray:
    ends = [*range(stride - 1, len(values), stride)]
    if len(values) % stride:
        ends.append(len(values) - 1)
    return values[ends]


def _points(values: Iterable[float]) -> Points:
    return [float(f"{value:.6g}") if np.isfinite(value) else None for value in values]
