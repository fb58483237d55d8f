"""What is found in the runs that somebody watches, at each moment of theirs. No st calls.

A run is read once for everybody who looks at it. The moments are those of its sample sheets; one is
settled when the next sheet is there, because its measures come after its sheet.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from gan_core.diagnosis import Finding, History, continued, diagnose, over_time, training_failure
from gan_core.runs.run_dir import RunDir

NOW_SECONDS = 4.0  # between two looks at the newest records: a poll in between costs nothing
MAX_WATCHES = 32  # runs whose history is kept in memory, those looked at last


class Watch:
    """One run's history as read so far, and what was found in it."""

    def __init__(self, run: RunDir):
        self.run, self.lock = run, threading.Lock()
        self.history = History(run.config(), run.about())
        self._read = {"stats": 0, "measures": 0}  # bytes
        self.settled: list[tuple[int, list[Finding]]] = []  # by images seen
        self._now: list[Finding] = []
        self._looked_at, self._looked_like = 0.0, ""

    def look(
        self, status: dict[str, Any], moments: Iterable[int]
    ) -> tuple[list[tuple[int, list[Finding]]], list[Finding]]:
        """Findings at every settled moment, and those of now."""
        with self.lock:
            ended = [*moments][:-1]
            new = ended[len(self.settled) :]
            late = time.monotonic() - self._looked_at > NOW_SECONDS
            if new or late or status["state"] != self._looked_like:
                self._read_on()
                earlier = self.settled[-1][1] if self.settled else []
                told = over_time(self.history, new, before=earlier)
                self.settled += zip(new, told, strict=True)
                self._now = self._find_now(status)
                self._looked_at, self._looked_like = time.monotonic(), status["state"]
            return self.settled, self._now

    def _find_now(self, status: dict[str, Any]) -> list[Finding]:
        broken = training_failure(self.history, status["state"], str(status.get("error", "")))
        earlier = self.settled[-1][1] if self.settled else []
        found = continued(diagnose(self.history.now()), earlier)
        return [broken, *found] if broken else found

    def _read_on(self) -> None:
        if not self.history.loss_D:  # about.json comes after the data is loaded
            self.history.read_about(self.run.about())
        records, self._read["stats"] = self.run.stats(self._read["stats"])
        measures, self._read["measures"] = self.run.metrics(self._read["measures"])
        self.history.take(records, measures)


_watches: OrderedDict[tuple[str, Any], Watch] = OrderedDict()
_lock = threading.Lock()


def watch(run: RunDir, status: dict[str, Any]) -> Watch:
    """The watch of `run`. A resumed run is read anew: what came after its checkpoint is gone."""
    key = (str(run.path), status.get("queued_at"))
    with _lock:
        found = _watches.pop(key, None) or Watch(run)
        _watches[key] = found
        while len(_watches) > MAX_WATCHES:
            _watches.popitem(last=False)
    return found
