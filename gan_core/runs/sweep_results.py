"""What a sweep found: a metric at each value of its setting, mean and spread over the seeds.

Only runs count that have used their whole budget; one that was stopped, or failed, had less.
No torch in here.
"""

import statistics
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from gan_core import GanError
from gan_core.runs.measurements import Measured, Row, badness, comparable_by, measured, number
from gan_core.runs.run_dir import RunDir

FINAL, BEST = "final", "best"  # of a run's evaluations: the last one, or its best one


@dataclass
class AtValue:
    """The runs with one value of the setting."""

    value: Any
    runs: list[RunDir] = field(default_factory=list)
    states: Counter[str] = field(default_factory=Counter)
    scores: dict[str, float] = field(default_factory=dict)
    """The metric of each run that counts, by its id."""

    @property
    def mean(self) -> float | None:
        """Mean over the runs that count; None without any."""
        return statistics.fmean(self.scores.values()) if self.scores else None

    @property
    def spread(self) -> float | None:
        """Their sample standard deviation; None for fewer than two."""
        return statistics.stdev(self.scores.values()) if len(self.scores) > 1 else None


@dataclass
class SweepResults:
    """A sweep by one metric."""

    setting: str
    metric: str
    values: list[AtValue]
    """In the order in which they were given."""
    measured: Measured | None
    """What the values of the metric are of; None while no run counts."""
    measured_otherwise: int
    """How many finished runs were measured in another way than most, and do not count."""


def sweep_results(runs: Iterable[RunDir], metric: str = "fd", which: str = FINAL) -> SweepResults:
    """The results of the runs of one sweep (`gan_core.queue.sweeps.runs_of`).

    `which` is FINAL or BEST. Raises GanError without runs.
    """
    setting = ""
    values: dict[int, AtValue] = {}
    ways: dict[tuple[str, ...], list[tuple[RunDir, int, Row]]] = {}
    for run in runs:
        if (place := run.place()) is None:
            continue
        setting, state = place.setting, run.status()["state"]
        at = values.setdefault(place.number, AtValue(place.value))
        at.runs.append(run)
        at.states[state] += 1
        if state == "done" and (row := _evaluation(run, metric, which)):
            ways.setdefault(comparable_by(run, row), []).append((run, place.number, row))
    if not values:
        raise GanError("This sweep has no runs any more.")
    counted = max(ways.values(), key=len, default=[])
    for run, which_value, row in counted:
        values[which_value].scores[run.id] = float(row[metric])
    return SweepResults(
        setting,
        metric,
        [values[each] for each in sorted(values)],
        measured(counted[0][2], metric) if counted else None,
        sum(map(len, ways.values())) - len(counted),
    )


def _evaluation(run: RunDir, metric: str, which: str) -> Row | None:
    """The run's last evaluation that has this metric, or the one where it is best."""
    rows = [row for row in run.metrics()[0] if number(row.get(metric)) is not None]
    if which == BEST:
        return min(rows, key=lambda row: badness(metric, row[metric]), default=None)
    return rows[-1] if rows else None
