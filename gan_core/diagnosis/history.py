"""What a run has written, as columns that can be cut off at any moment. No torch in here."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

Row = dict[str, Any]
LOSSES = ("loss/G", "loss/D", "score/real", "score/fake", "logit/real", "logit/fake")


class History:
    """A run's records and metrics so far; `until` gives what was known at an earlier moment."""

    def __init__(self, config: Row, about: Row | None = None):
        self.settings: Row = dict(config.get("settings") or {})
        self.metrics: list[Row] = []
        self._columns = {name: array("d") for name in ("images_seen", "seconds", *LOSSES)}
        self.read_about(about or {})

    def read_about(self, about: Row) -> None:
        """What was found when the run started: its loss's lines, its data."""
        self.loss_D: Row = dict(about.get("loss_D") or {})
        self.images_per_epoch: int = int(about.get("images") or 0)
        self.class_names: list[str] = list(about.get("class_names") or [])

    def take(self, records: Iterable[Row], metrics: Iterable[Row] = ()) -> None:
        """Add what was written since the last look, in its order. Torn metrics are left out."""
        for row in records:
            for name, column in self._columns.items():
                value = row.get(name)
                column.append(value if isinstance(value, (int, float)) else np.nan)
        for row in metrics:
            if isinstance(row.get("images_seen"), int):
                self.metrics.append({"samples": 0, **row})

    def now(self) -> "HistoryUntil":
        """All of it."""
        return HistoryUntil(self, len(self._columns["images_seen"]), len(self.metrics))

    def until(self, images_seen: int) -> "HistoryUntil":
        """What was known after `images_seen` images."""
        records = int(np.searchsorted(self._seen(), images_seen, side="right"))
        measured = sum(row.get("images_seen", 0) <= images_seen for row in self.metrics)
        return HistoryUntil(self, records, measured)

    def _seen(self) -> np.ndarray:
        return np.array(self._columns["images_seen"])


@dataclass(frozen=True)
class HistoryUntil:
    """A history up to one moment, as the rules read it."""

    history: History
    records: int
    measured: int

    @property
    def settings(self) -> Row:
        return self.history.settings

    @property
    def metrics(self) -> list[Row]:
        return self.history.metrics[: self.measured]

    @property
    def images_seen(self) -> int:
        """Of the last record, or of the last metrics where there is none."""
        seen = self.column("images_seen")
        measured = self.metrics[-1].get("images_seen", 0) if self.measured else 0
        return int(max(seen[-1] if len(seen) else 0, measured))

    @property
    def epochs(self) -> float:
        """Passes over the data; 0 where its size is unknown."""
        per_epoch = self.history.images_per_epoch
        return self.images_seen / per_epoch if per_epoch else 0.0

    def column(self, name: str) -> np.ndarray:
        """float64 [records], NaN where a record says nothing or no number."""
        return np.array(self.history._columns[name][: self.records])

    def metric_column(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Images seen and values, float64 [k] each, of the metrics that have `name`."""
        rows = [row for row in self.metrics if isinstance(row.get(name), (int, float))]
        return (
            np.array([row["images_seen"] for row in rows], dtype=np.float64),
            np.array([row[name] for row in rows], dtype=np.float64),
        )

    def window(self, share: float, least: int) -> slice:
        """The records of the last `share` of the run, at least `least` of them."""
        count = max(least, int(self.records * share))
        return slice(max(0, self.records - count), self.records)
