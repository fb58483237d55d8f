"""A run's log as columns of numbers, read on as it grows and bounded however long it becomes.

Where there are more than MOST_POINTS, each point becomes the mean of two, then of four, and so on:
a curve of a few hundred pixels loses nothing. No st calls.
"""

import math
import threading
from array import array
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

import numpy as np

from gan_core.runs.run_dir import RunDir
from playground.shared import metric_names

Row = dict[str, Any]
Columns = dict[str, np.ndarray]
ENDS, MEANS = ("images_seen", "seconds"), ("loss/G", "loss/D")  # what a point has of its records
MOST_POINTS = 8192
MOST_RUNS = 24  # kept in memory, the last ones used: 6 MB
MISSING = math.nan


class RunLog:
    """The log records and the evaluations of one run as read so far."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.evaluations: list[Row] = []
        self._read_up_to = {"stats": 0, "metrics": 0}  # bytes
        self._points = {name: array("d") for name in (*ENDS, *MEANS)}
        self._stride = 1
        self._waiting: list[Row] = []  # for the rest of their point

    def read_on(self, run: RunDir) -> None:
        """Take what the run has written since."""
        rows, self._read_up_to["stats"] = run.stats(self._read_up_to["stats"])
        for row in rows:
            self._waiting.append({name: row.get(name) for name in self._points})
            if len(self._waiting) == self._stride:
                self._add(self._point())
        rows, self._read_up_to["metrics"] = run.metrics(self._read_up_to["metrics"])
        self.evaluations += map(_without_lists, rows)

    def columns(self) -> Columns:
        """Copies, the last point of each the mean of what is there of it."""
        last = self._point() if self._waiting else {}
        return {
            name: np.array([*points, *([last[name]] if last else [])])
            for name, points in self._points.items()
        }

    def _point(self) -> dict[str, float]:
        ends = {name: _or_nan(number(self._waiting[-1], name)) for name in ENDS}
        return ends | {name: _mean(self._waiting, name) for name in MEANS}

    def _add(self, point: dict[str, float]) -> None:
        for name, value in point.items():
            self._points[name].append(value)
        self._waiting = []
        if len(self._points[ENDS[0]]) == MOST_POINTS:
            self._stride *= 2
            for name in MEANS:
                self._points[name] = array("d", thinned(np.array(self._points[name]), 2))
            for name in ENDS:
                self._points[name] = self._points[name][1::2]


_logs: OrderedDict[tuple[str, Any], RunLog] = OrderedDict()
_lock = threading.Lock()


def read(run: RunDir) -> tuple[Columns, list[Row]]:
    """Columns and evaluations of `run`, as they are now.

    A resumed run is read anew: it lost what followed its checkpoint.
    """
    key = (str(run.path), run.status().get("queued_at"))
    with _lock:
        log = _logs.pop(key, None) or RunLog()
        _logs[key] = log
        while len(_logs) > MOST_RUNS:
            _logs.popitem(last=False)
    with log.lock:
        log.read_on(run)
        return log.columns(), [*log.evaluations]


def thinned(values: np.ndarray, stride: int) -> np.ndarray:
    """Means of each `stride` neighbours, without those that are missing (NaN)."""
    if stride <= 1 or not len(values):
        return values
    groups = np.pad(values, (0, -len(values) % stride), constant_values=MISSING)
    groups = groups.reshape(-1, stride)
    count = np.isfinite(groups).sum(axis=1)
    sums = np.nansum(groups, axis=1)
    return np.where(count > 0, sums / np.maximum(count, 1), MISSING)


def number(row: Row, name: str) -> float | None:
    """A value of a row that may have been written by anybody; None if it is no finite number."""
    value = row.get(name)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        return value if math.isfinite(value) else None
    except OverflowError:  # a whole number of hundreds of digits
        return None


def _without_lists(row: Row) -> Row:
    known = {*metric_names.FACTS, *metric_names.MEASURED_ON}
    numbers = {f"{key}{end}" for key in metric_names.OF_IMAGES for end in ("", "_floor", "_real")}
    return {name: row[name] for name in (known | numbers) & row.keys()}


def _mean(rows: Sequence[Row], name: str) -> float:
    numbers = [value for row in rows if (value := number(row, name)) is not None]
    return sum(numbers) / len(numbers) if numbers else MISSING


def _or_nan(value: float | None) -> float:
    return MISSING if value is None else value
