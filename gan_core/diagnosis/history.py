"""The log records and metrics of a run as columns, up to any moment. No torch in here."""

import contextlib
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from gan_core import GanError
from gan_core.config.adjustment import Adjustment

Row = dict[str, Any]
LOSSES = ("loss/G", "loss/D", "score/real", "score/fake", "logit/real", "logit/fake")


class History:
    """A run's log records and metrics so far; `until` gives a view of an earlier moment."""

    def __init__(self, config: Row, about: Row | None = None):
        self.settings: Row = dict(config.get("settings") or {})
        self.metrics: list[Row] = []
        self.adjustments: list[tuple[int, Adjustment]] = []  # by images seen
        self._columns = {name: array("d") for name in ("images_seen", "seconds", *LOSSES)}
        self.read_about(about or {})

    def read_about(self, about: Row) -> None:
        """Take the reference losses and the data set from about.json."""
        self.loss_D: Row = dict(about.get("loss_D") or {})
        self.images_per_epoch: int = int(about.get("images") or 0)
        self.class_names: list[str] = list(about.get("class_names") or [])

    def append(
        self, records: Iterable[Row], metrics: Iterable[Row] = (), changes: Iterable[Row] = ()
    ) -> None:
        """Add new records, metrics and adjustments, in order; what cannot be read is skipped."""
        for row in records:
            for name, column in self._columns.items():
                value = row.get(name)
                column.append(value if isinstance(value, (int, float)) else np.nan)
        for row in metrics:
            if isinstance(row.get("images_seen"), int):
                self.metrics.append({"samples": 0, **row})
        for row in changes:
            if isinstance(row.get("images_seen"), int):
                with contextlib.suppress(GanError):  # a line that is no adjustment of ours
                    self.adjustments.append((row["images_seen"], Adjustment.from_json(row)))

    def latest(self) -> "HistoryView":
        """Everything so far."""
        return HistoryView(self, len(self._columns["images_seen"]), len(self.metrics))

    def until(self, images_seen: int) -> "HistoryView":
        """What was known after `images_seen` images."""
        records = int(np.searchsorted(self._seen(), images_seen, side="right"))
        evaluations = sum(row["images_seen"] <= images_seen for row in self.metrics)
        return HistoryView(self, records, evaluations)

    def _seen(self) -> np.ndarray:
        return np.array(self._columns["images_seen"])


def distance_name(row: Row) -> str:
    """What the distance of an evaluation is called, with the name of its feature network."""
    name = row.get("fd_name")
    return f"Frechet distance ({name})" if name else "Frechet distance"


@dataclass(frozen=True)
class HistoryView:
    """A history up to one moment, the input of the rules."""

    history: History
    records: int  # how many of each
    evaluations: int

    @property
    def settings(self) -> Row:
        return self.history.settings

    @property
    def metrics(self) -> list[Row]:
        return self.history.metrics[: self.evaluations]

    @property
    def images_seen(self) -> int:
        """By the last record or evaluation."""
        seen = self.column("images_seen")
        evaluated = self.metrics[-1]["images_seen"] if self.evaluations else 0
        return int(max(seen[-1] if len(seen) else 0, evaluated))

    @property
    def adjustments(self) -> list[tuple[int, Adjustment]]:
        """(images seen, adjustment) of every one so far."""
        now = self.images_seen
        return [each for each in self.history.adjustments if each[0] <= now]

    def column(self, name: str) -> np.ndarray:
        """float64 [records], NaN where a record has no such number."""
        return np.array(self.history._columns[name][: self.records])

    def with_metric(self, name: str) -> list[Row]:
        """The evaluations that have metric `name`, in order."""
        return [row for row in self.metrics if isinstance(row.get(name), (int, float))]

    def metric_column(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """(images seen, values), float64 [k] each, of the evaluations that have metric `name`."""
        rows = self.with_metric(name)
        return (
            np.array([row["images_seen"] for row in rows], dtype=np.float64),
            np.array([row[name] for row in rows], dtype=np.float64),
        )

    def window(self, share: float, least: int) -> slice:
        """The records of the last `share` of the run, at least `least` of them."""
        count = max(least, int(self.records * share))
        return slice(max(0, self.records - count), self.records)
