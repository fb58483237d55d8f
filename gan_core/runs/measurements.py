"""Evaluations of different runs: which have a metric, and which of them compare. No torch in here.

Only what was measured alike compares: with the same features, as many samples, on the same images.
"""

from dataclasses import dataclass
from typing import Any

from gan_core.data.catalog import DATASETS
from gan_core.metrics.metric_names import MEASURED_ON, METRICS
from gan_core.runs.run_dir import RunDir

Row = dict[str, Any]
BETTER = {key: better for key, _, _, better, _ in METRICS}


@dataclass
class Measured:
    """What the values of one metric are of."""

    fd_name: str
    samples: int | None
    reals: int | None
    reals_of: str
    floor: float | None
    """What real images score against other real ones, the best that can be expected."""


def number(value: Any) -> float | None:
    """A number of a file that may be damaged; None for what is none, for NaN and for giants."""
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return value if is_number and abs(value) < 1e15 else None


def comparable_by(run: RunDir, row: Row) -> tuple[str, ...]:
    """What two evaluations must have in common to be compared."""
    about = run.about()
    named = str(row.get("dataset"))
    # A folder of the same name may hold other images.
    images = named if named in DATASETS else about.get("digest")
    size = (about.get("image_size"), about.get("channels"))
    return tuple(map(str, (*(row.get(name) for name in MEASURED_ON), images, *size)))


def measured(row: Row, metric: str) -> Measured:
    """What an evaluation's value of `metric` is of."""
    reals = (number(row.get(f"{metric}{ending}")) for ending in ("_floor", "_real"))
    samples, of = number(row.get("samples")), number(row.get("reals"))
    return Measured(
        str(row.get("fd_name", "")),
        None if samples is None else int(samples),
        None if of is None else int(of),
        str(row.get("reals_of", "")),
        next((value for value in reals if value is not None), None),
    )


def badness(metric: str, value: float) -> float:
    """Lower for a better value of `metric`, whichever way it is better."""
    better = BETTER[metric]
    return abs(value - 1) if better == "one" else -value if better == "high" else value
