"""Findings in the runs whose pages are open, at each of their moments. No st calls.

A run is read once, however many pages show it. The moments are those of its sample grids; one is
complete when the next grid is there, because its metrics come after its grid.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from gan_core.diagnosis import (
    Finding,
    History,
    Markers,
    diagnose,
    over_time,
    training_failure,
)
from gan_core.runs.run_dir import RunDir

LATEST_SECONDS = 4.0  # between two readings of the newest entries: a poll in between costs nothing
MAX_MONITORS = 32  # runs whose history is kept in memory, the last ones used

Moment = tuple[int, list[Finding]]  # images seen, and what was found then


class Monitor:
    """One run's history as read so far, and what was found in it."""

    def __init__(self, run: RunDir):
        self.run, self.lock = run, threading.Lock()
        self.history = History(run.config(), run.about())
        self._read_up_to = {"stats": 0, "metrics": 0, "changes": 0}  # bytes
        self._markers = Markers()
        self._moments: list[Moment] = []
        self._latest: list[Finding] = []
        self._updated_at, self._state = 0.0, ""

    def findings(
        self, status: dict[str, Any], moments: Iterable[int]
    ) -> tuple[list[Moment], list[Finding]]:
        """Findings at every complete one of the run's `moments`, and the latest ones."""
        with self.lock:
            complete = [*moments][:-1]
            new = complete[len(self._moments) :]
            late = time.monotonic() - self._updated_at > LATEST_SECONDS
            if new or late or status["state"] != self._state:
                self._read_on()
                found = over_time(self.history, new, self._markers)
                self._moments += zip(new, found, strict=True)
                self._latest = self._find_latest(status)
                self._updated_at, self._state = time.monotonic(), status["state"]
            return self._moments, self._latest

    def _find_latest(self, status: dict[str, Any]) -> list[Finding]:
        failure = training_failure(self.history, status["state"], str(status.get("error", "")))
        now = self.history.latest()
        found = self._markers.keep(diagnose(now), now.images_seen)
        return [failure, *found] if failure else found

    def _read_on(self) -> None:
        if not self.history.loss_D:  # about.json comes after the data is loaded
            self.history.read_about(self.run.about())
        entries, self._read_up_to["stats"] = self.run.stats(self._read_up_to["stats"])
        metrics, self._read_up_to["metrics"] = self.run.metrics(self._read_up_to["metrics"])
        changes, self._read_up_to["changes"] = self.run.changes(self._read_up_to["changes"])
        self.history.append(entries, metrics, changes)


_monitors: OrderedDict[tuple[str, Any], Monitor] = OrderedDict()
_lock = threading.Lock()


def monitor_of(run: RunDir, status: dict[str, Any]) -> Monitor:
    """The monitor of `run`. A resumed run gets a new one: it lost what followed its checkpoint."""
    key = (str(run.path), status.get("queued_at"))
    with _lock:
        found = _monitors.pop(key, None) or Monitor(run)
        _monitors[key] = found
        while len(_monitors) > MAX_MONITORS:
            _monitors.popitem(last=False)
    return found
