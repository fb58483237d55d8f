"""One run at a time on a device; the others are queued, in the fair order. No torch in here.

The device is a file lock, which the system releases however its holder ends. A queued run waits for
a worker, or has a process of its own that waits (`train` on the command line).
"""

import contextlib
import os
import platform
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from filelock import BaseFileLock, Timeout

from gan_core.data.process_lock import is_held, process_lock
from gan_core.queue.forecast import forecast
from gan_core.queue.tickets import read_queue
from gan_core.runs.run_dir import RunDir, all_runs

POLL_SECONDS = 0.5


class Cancelled(Exception):
    """A queued run was cancelled."""


@contextlib.contextmanager
def hold_device(
    run: RunDir,
    device: str,
    should_stop: Callable[[], bool] = lambda: False,
    *,
    slot: int = 1,
    is_next: bool = False,
) -> Iterator[None]:
    """Hold `device` for `run`, after waiting until it is free and the run is the next one.

    A run that `is_next` has been chosen already, by a worker. Raises Cancelled if `should_stop()`
    while waiting.
    """
    root = run.path.parent
    lock = process_lock(_lock_path(root, "device", device, slot))
    while True:
        if should_stop():
            raise Cancelled
        with contextlib.suppress(Timeout):
            lock.acquire(timeout=0)
            if is_next or _is_next(run, device):
                break
            lock.release()
        time.sleep(POLL_SECONDS)
    try:
        yield
    finally:
        lock.release()


def is_free(root: Path, device: str, slot: int = 1) -> bool:
    """Whether nothing trains on this slot of a device of this machine."""
    return not is_held(_lock_path(root, "device", device, slot))


def worker_lock(root: Path, device: str, slot: int = 1) -> BaseFileLock:
    """Held by the worker that serves this slot of a device of this machine."""
    return process_lock(_lock_path(root, "worker", device, slot))


def is_served(root: Path, device: str) -> bool:
    """Whether a worker of this machine takes runs for `device`."""
    return is_held(_lock_path(root, "worker", device, 1))


def somebody_waits(root: Path, device: str) -> bool:
    """Whether a run is queued that could train on `device` now."""
    return read_queue(root).next(device, workers=is_served(root, device)) is not None


def queued_runs(root: Path, device: str | None = None) -> list[RunDir]:
    """Queued runs under `root`, the next one first; of all devices, or of `device`."""
    state = read_queue(root)
    runs = [RunDir(Path(root) / it.ticket.run) for it in forecast(state.waiting, [], state.served)]
    return [run for run in runs if device in (None, run.status().get("device", device))]


def _is_next(run: RunDir, device: str) -> bool:
    root = run.path.parent
    first = read_queue(root).next(device, workers=is_served(root, device))
    return first is None or first.run == run.id


def ahead_of(run: RunDir, device: str | None) -> list[RunDir]:
    """Who a queued run waits for: the run that holds the device, then those queued before it."""
    queue = queued_runs(run.path.parent, device)
    ids = [other.id for other in queue]
    before = queue[: ids.index(run.id)] if run.id in ids else []
    return [*(it for it in holders(run.path.parent, device) if it.id != run.id), *before]


def holders(root: Path, device: str | None) -> list[RunDir]:
    """The run that trains on `device` or is paused on it; several where devices are shared."""
    found = []
    for run in all_runs(root):
        status = run.status()
        is_on_it = device in (None, status.get("device", device))
        if is_on_it and status["state"] in ("running", "paused"):
            found.append(run)
    return found


def _lock_path(root: Path, what: str, device: str, slot: int) -> Path:
    # The host name is included, since several machines may share the folder; and what a cluster
    # lets this process see, since each then calls its own device cuda:0.
    parts = [platform.node(), device]
    if device.startswith("cuda") and (seen := os.environ.get("CUDA_VISIBLE_DEVICES")):
        parts.append(seen)
    if slot > 1:
        parts.append(f"slot{slot}")
    name = re.sub(r"[^a-z0-9]+", "-", "-".join(parts).lower())
    return root / f".{what}-{name}.lock"
