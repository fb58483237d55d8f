"""Every run as a row, for the pages that list them all. No st calls.

A run is read once, however many pages look, and one that has ended is read again only when its
files change. Who may see a row is decided where it is sent.
"""

import contextlib
import json
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gan_core import GanError
from gan_core.data import durable_files
from gan_core.data.catalog import DATASETS
from gan_core.runs.measurements import number
from gan_core.runs.run_dir import ACTIVE, RunDir, all_runs, grid_columns
from playground.shared import metric_names, queue_cache, run_words, theme
from playground.shared.code_words import owner_words
from playground.shared.door import owners
from playground.shared.responses import version_of
from playground.shared.run_monitor import monitor_of

FRESH_SECONDS = 1.0  # for which an answer is given to everybody who asks

Row = dict[str, Any]


@dataclass
class ListedRun:
    """A run and what has been read of it since it was last put into the queue."""

    run: RunDir
    owner: str = ""
    """Its owner as the run keeps it, for comparing; others must not read it."""
    row: Row = field(default_factory=dict)
    text: str = ""
    """The row as JSON."""
    version: tuple[int, ...] = ()
    metrics_read: int = 0  # bytes
    metric: Row | None = None
    """The last evaluation that has a Fréchet distance, without its arrays."""
    best: Row | None = None
    """The one with the lowest of the same features and as many samples."""
    is_private: bool | None = None


class RunRows:
    """All runs of a folder. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._read_at, self._root = 0.0, Path()
        self._known: dict[tuple[Path, str], ListedRun] = {}

    def listed(self, root: Path, anew: bool = False) -> list[ListedRun]:
        """Every run, newest first, at most a second old."""
        with self._lock:
            late = time.monotonic() - self._read_at > FRESH_SECONDS
            if anew or late or root != self._root:
                self._read(root)
                self._read_at, self._root = time.monotonic(), root
            return list(self._known.values())

    def _read(self, root: Path) -> None:
        known = {}
        for run in all_runs(root):
            status = run.status()
            key = (run.path, str(status.get("queued_at")))  # a resumed run lost what it had written
            known[key] = self._known.get(key) or ListedRun(run)
            _update(known[key], status)
        self._known = known


def _update(known: ListedRun, status: dict[str, Any]) -> None:
    version = known.run.version()
    if status["state"] in ACTIVE or version != known.version:
        known.version, known.owner = version, known.run.owner()
        known.row = durable_files.finite(_row(known, status))
        known.text = json.dumps(known.row)


def describe(run: RunDir) -> Row:
    """What a run is, whatever becomes of it: recipe, images, label."""
    config: dict[str, Any] = {}
    with contextlib.suppress(GanError):  # another version's, or damaged: the run is still there
        config = run.config()
    dataset = str(config.get("dataset", ""))
    return {
        "id": run.id, "number": run.id[:5],
        "owner": owner_words(run.owner()),
        **run.label().to_json(),
        "recipe": str(config.get("recipe", "unknown")),
        "dataset": dataset,
        "data": DATASETS[dataset].title if dataset in DATASETS else Path(dataset).name,
        "device": str(config.get("device", "")).split(":")[0],
    }  # fmt: skip


def _row(known: ListedRun, status: dict[str, Any]) -> Row:
    run, state = known.run, status["state"]
    described = describe(run)
    dataset = described.pop("dataset")
    if known.is_private is None:
        known.is_private = owners.are_private(dataset)
    grids = run.samples()
    seen = next(reversed(grids), None)
    word = "cancelled" if run_words.is_cancelled(status) else theme.STATE_WORDS[state][0]
    _read_metrics(known)
    return {
        **described,
        "state": state, "word": word,
        "seen": number(status.get("images_seen")) or 0, "seconds": number(status.get("seconds")),
        "progress": number(status.get("progress")) or 0, "updated": number(status.get("updated")),
        "waiting": run_words.waiting(run, status) if state == "queued" else "",
        "place": _place(run) if state == "queued" else None,
        "ahead": run.ticket().get("ahead") is True and run.is_waiting(),
        "in_queue": run.is_waiting(),
        "asked_to_stop": state in ACTIVE and run.requested("stop"),
        "metric": _metric(known.metric), "best": _metric(known.best),
        "finding": _finding(run, status, grids),
        "grid": seen, "version": version_of(grids[seen]) if seen is not None else "",
        "columns": grid_columns(run.about()),
        "hidden": run.hidden_by(), "private": known.is_private,
    }  # fmt: skip


def _place(run: RunDir) -> int | None:
    starts = queue_cache.outlook(run.path.parent).starts
    return next((it.place for it in starts if it.ticket.run == run.id), None)


def _read_metrics(known: ListedRun) -> None:
    """Read the evaluations written since; those without a Fréchet distance do not count."""
    rows, known.metrics_read = known.run.metrics(known.metrics_read, arrays=False)
    for row in rows:
        value = number(row.get("fd"))
        if value is None:
            continue
        known.metric, best = row, known.best
        is_other = best and any(row.get(it) != best.get(it) for it in ("fd_name", "samples"))
        if best is None or is_other or value < best["fd"]:
            known.best = row


def _metric(row: Row | None) -> Row | None:
    """The Fréchet distance of an evaluation, with what it was measured on."""
    return row and {
        "name": metric_names.DISTANCES.get(str(row.get("fd_name")), "Fréchet distance"),
        "value": row["fd"], "samples": number(row.get("samples")),
        "floor": number(row.get("fd_floor")), "seen": number(row.get("images_seen")),
    }  # fmt: skip


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


shared = RunRows()
