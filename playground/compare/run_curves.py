"""What was logged and measured in one run: its curves and its findings. No st calls."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from gan_core.diagnosis import Finding, History, diagnose, training_failure
from gan_core.runs.run_dir import RunDir

Row = dict[str, Any]
Axis = Literal["images_seen", "seconds"]
Points = list[float | None]
DRAWN_POINTS = 400  # of a curve; more cannot be told apart


@dataclass(frozen=True)
class RunCurves:
    """A run's log entries and evaluations, read once for all that the page shows of them."""

    entries: Sequence[Row]
    evaluations: Sequence[Row]

    @classmethod
    def read(cls, run: RunDir) -> "RunCurves":
        return cls(run.stats()[0], run.metrics()[0])

    def losses(self, divisor: float = 1.0) -> dict[str, Points]:
        """Losses along both axes, averaged to DRAWN_POINTS; D's divided by `divisor`."""
        stride = -(-len(self.entries) // DRAWN_POINTS) or 1
        groups = [
            self.entries[start : start + stride] for start in range(0, len(self.entries), stride)
        ]
        loss_D = [_mean(group, "loss/D") for group in groups]
        return {
            "images_seen": [number(group[-1], "images_seen") for group in groups],
            "seconds": [number(group[-1], "seconds") for group in groups],
            "G": [_mean(group, "loss/G") for group in groups],
            "D": [None if value is None else value / divisor for value in loss_D],
        }

    def distance(self) -> dict[str, Points]:
        """The Fréchet distance along both axes."""
        rows = [row for row in self.evaluations if number(row, "fd") is not None]
        return {
            name: [number(row, name) for row in rows] for name in ("images_seen", "seconds", "fd")
        }

    def last_evaluation(self) -> Row:
        """The newest one; empty before the first."""
        return self.evaluations[-1] if self.evaluations else {}

    def findings(self, config: Row, about: Row, status: Row) -> list[Finding]:
        """What is certain about the run at its newest moment, the most serious first."""
        history = History(config, about)
        history.append(self.entries, self.evaluations)
        failure = training_failure(history, status["state"], str(status.get("error", "")))
        return [*([failure] if failure else []), *diagnose(history.latest())]


def number(row: Row, name: str) -> float | None:
    """A value of a row that may have been written by anybody; None if it is no finite number."""
    value = row.get(name)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        return value if math.isfinite(value) else None
    except OverflowError:  # a whole number of hundreds of digits
        return None


def _mean(rows: Sequence[Row], name: str) -> float | None:
    numbers = [value for row in rows if (value := number(row, name)) is not None]
    return sum(numbers) / len(numbers) if numbers else None
