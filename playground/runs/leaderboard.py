"""The runs on one set of images by one metric: at the last evaluation within a budget of training.

Only what was measured alike stands in one ranking: the same features, as many samples, the same
real images. No st calls.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from gan_core.runs.measurements import (
    BETTER,
    Measured,
    Row,
    badness,
    comparable_by,
    measured,
    number,
)
from gan_core.runs.run_dir import RunDir
from playground.shared import metric_names

METRICS = tuple(key for key in metric_names.OF_IMAGES if BETTER[key])


@dataclass(frozen=True)
class Place:
    """A run in a ranking."""

    run: str
    value: float
    seconds: float
    """Of training at that evaluation."""
    images_seen: int


@dataclass
class Ranking(Measured):
    """Runs measured alike, the best first."""

    places: list[Place] = field(default_factory=list)


def rankings(runs: Iterable[RunDir], metric: str, seconds: float) -> list[Ranking]:
    """One ranking for each way in which `runs` were measured, that of most runs first.

    `metric` is one of METRICS; `seconds` of training are the budget, which may be infinite.
    """
    found: dict[tuple[Any, ...], Ranking] = {}
    for run in runs:
        row = _last_within(run, metric, seconds)
        if row is None:
            continue
        ranking = found.setdefault(comparable_by(run, row), Ranking(**vars(measured(row, metric))))
        seen = number(row.get("images_seen")) or 0
        ranking.places.append(Place(run.id, row[metric], row["seconds"], int(seen)))
    for ranking in found.values():
        ranking.places.sort(key=lambda place: badness(metric, place.value))
    return sorted(found.values(), key=lambda ranking: -len(ranking.places))


def _last_within(run: RunDir, metric: str, seconds: float) -> Row | None:
    """The last evaluation within the budget that has this metric; None without one."""
    for row in reversed(run.metrics(arrays=False)[0]):
        at = number(row.get("seconds"))
        if at is not None and at <= seconds and number(row.get(metric)) is not None:
            return row
    return None
