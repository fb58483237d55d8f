"""Everyone's runs, as the teacher's page shows them. No st calls.

A run is read once, however many pages look, and one that has ended is read again only when its
files change.
"""

import contextlib
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gan_core import GanError
from gan_core.data import durable_files
from gan_core.data.catalog import DATASETS
from gan_core.runs.run_dir import ACTIVE, RunDir, all_runs, grid_columns
from playground.shared import metric_names, queue_cache, run_words, theme
from playground.shared.code_words import owner_words
from playground.shared.door import owners
from playground.shared.responses import version_of
from playground.shared.run_monitor import monitor_of

FRESH_SECONDS = 1.0  # for which an answer is given to everybody who asks
FIRST = ("running", "paused")  # then what has ended, the newest first, then the queue
NO_PLACE = 10**6

Row = dict[str, Any]


@dataclass
class _Known:
    """What has been read of one run since it was last put into the queue."""

    run: RunDir
    row: Row = field(default_factory=dict)
    version: tuple[int, ...] = ()
    metrics_read: int = 0  # bytes
    metric: Row | None = None
    is_private: bool | None = None


class Gallery:
    """All runs of a folder. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._read_at, self._root = 0.0, Path()
        self._rows: list[Row] = []
        self._known: dict[tuple[Path, str], _Known] = {}

    def rows(self, root: Path, anew: bool = False) -> list[Row]:
        """A row for each run, in the order of the page, at most a second old."""
        with self._lock:
            late = time.monotonic() - self._read_at > FRESH_SECONDS
            if anew or late or root != self._root:
                self._rows = self._read(root)
                self._read_at, self._root = time.monotonic(), root
            return self._rows

    def _read(self, root: Path) -> list[Row]:
        known = {}
        for run in all_runs(root):
            status = run.status()
            key = (run.path, str(status.get("queued_at")))  # a resumed run lost what it had written
            known[key] = self._known.get(key) or _Known(run)
            _update(known[key], status)
        self._known = known
        return sorted((it.row for it in known.values()), key=_rank)  # stable: newest first


def _update(known: _Known, status: dict[str, Any]) -> None:
    version = known.run.version()
    if status["state"] in ACTIVE or version != known.version:
        known.version = version
        known.row = durable_files.finite(_row(known, status))


def _row(known: _Known, status: dict[str, Any]) -> Row:
    run, state = known.run, status["state"]
    config: dict[str, Any] = {}
    with contextlib.suppress(GanError):  # another version's, or damaged: the run is still there
        config = run.config()
    dataset = str(config.get("dataset", ""))
    if known.is_private is None:
        known.is_private = owners.are_private(dataset)
    grids = run.samples()
    seen = next(reversed(grids), None)
    word = "cancelled" if run_words.is_cancelled(status) else theme.STATE_WORDS[state][0]
    return {
        "id": run.id, "number": run.id[:5],
        "owner": owner_words(run.owner()),
        "recipe": str(config.get("recipe", "unknown")),
        "data": DATASETS[dataset].title if dataset in DATASETS else Path(dataset).name,
        "state": state, "word": word,
        "seen": status.get("images_seen", 0), "seconds": status.get("seconds", 0),
        "progress": status.get("progress", 0),
        "waiting": run_words.waiting(run, status) if state == "queued" else "",
        "place": _place(run) if state == "queued" else None,
        "ahead": run.ticket().get("ahead") is True and run.is_waiting(),
        "in_queue": run.is_waiting(),
        "asked_to_stop": state in ACTIVE and run.requested("stop"),
        "metric": _metric(known),
        "finding": _finding(run, status, grids),
        "grid": seen, "version": version_of(grids[seen]) if seen is not None else "",
        "columns": grid_columns(run.about()),
        "hidden": run.hidden_by(), "private": known.is_private,
    }  # fmt: skip


def _place(run: RunDir) -> int | None:
    starts = queue_cache.outlook(run.path.parent).starts
    return next((it.place for it in starts if it.ticket.run == run.id), None)


def _metric(known: _Known) -> Row | None:
    """The Fréchet distance of the last evaluation that has one, with what it is measured on."""
    rows, known.metrics_read = known.run.metrics(known.metrics_read)
    for row in rows:
        value = durable_files.finite(row.get("fd"))
        if isinstance(value, (int, float)):
            name = metric_names.DISTANCES.get(str(row.get("fd_name")), "Fréchet distance")
            known.metric = {
                "name": name, "value": value, "samples": row.get("samples"),
                "floor": row.get("fd_floor"),
            }  # fmt: skip
    return known.metric


def _finding(run: RunDir, status: dict[str, Any], grids: Iterable[int]) -> Row | None:
    """The gravest finding of a run that trains; of one that has ended, what it failed in."""
    if title := run_words.fault(status):
        return {"title": title, "tone": "bad"}
    if status["state"] not in ("running", "paused"):
        return None
    with contextlib.suppress(GanError, KeyError, TypeError, ValueError):  # damaged records
        latest = monitor_of(run, status).findings(status, grids)[1]
        if latest:
            return {"title": latest[0].title, "tone": latest[0].tone}
    return None


def _rank(row: Row) -> tuple[int, int]:
    state = row["state"]
    if state == "queued":
        return len(FIRST) + 1, row["place"] or NO_PLACE
    return FIRST.index(state) if state in FIRST else len(FIRST), 0


shared = Gallery()
