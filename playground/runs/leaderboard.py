"""The runs on one set of images by one metric: at the last evaluation within a budget of training.

Only what was measured alike stands in one ranking: the same features, as many samples, the same
real images. No st calls.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from gan_core.data.catalog import DATASETS
from gan_core.runs.run_dir import RunDir
from playground.shared import metric_names
from playground.shared.run_rows import number

Row = dict[str, Any]
BETTER = {metric["key"]: metric["better"] for metric in metric_names.listed()}
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
class Ranking:
    """Runs measured alike, the best first."""

    fd_name: str
    samples: int | None
    reals: int | None
    reals_of: str
    floor: float | None
    """What real images score against other real ones, the best that can be expected."""
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
        ranking = found.setdefault(_measured_on(run, row), _ranking(row, metric))
        seen = number(row.get("images_seen")) or 0
        ranking.places.append(Place(run.id, row[metric], row["seconds"], int(seen)))
    for ranking in found.values():
        ranking.places.sort(key=lambda place: _worse(metric, place.value))
    return sorted(found.values(), key=lambda ranking: -len(ranking.places))


def _last_within(run: RunDir, metric: str, seconds: float) -> Row | None:
    """The last evaluation within the budget that has this metric; None without one."""
    for row in reversed(run.metrics()[0]):
        at = number(row.get("seconds"))
        if at is not None and at <= seconds and number(row.get(metric)) is not None:
            return row
    return None


def _measured_on(run: RunDir, row: Row) -> tuple[Any, ...]:
    """What two evaluations must have in common to be ranked together."""
    about = run.about()
    named = str(row.get("dataset"))
    # A folder of the same name may hold other images.
    images = named if named in DATASETS else about.get("digest")
    size = (about.get("image_size"), about.get("channels"))
    return tuple(map(str, (*(row.get(name) for name in metric_names.MEASURED_ON), images, *size)))


def _ranking(row: Row, metric: str) -> Ranking:
    reals = (number(row.get(f"{metric}{ending}")) for ending in ("_floor", "_real"))
    samples, of = number(row.get("samples")), number(row.get("reals"))
    return Ranking(
        str(row.get("fd_name", "")),
        None if samples is None else int(samples),
        None if of is None else int(of),
        str(row.get("reals_of", "")),
        next((value for value in reals if value is not None), None),
    )


def _worse(metric: str, value: float) -> float:
    better = BETTER[metric]
    return abs(value - 1) if better == "one" else -value if better == "high" else value
