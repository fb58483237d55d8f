"""One run at a time on a device; the others are queued, first come, first served. No torch in here.

The queue consists of the run directories: a queued run is one whose process is alive and waits. The
device is a file lock, which the system releases however its holder ends.
"""

import contextlib
import platform
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from filelock import Timeout

from gan_core.data.process_lock import process_lock
from gan_core.runs.run_dir import RunDir, all_runs

POLL_SECONDS = 0.5


class Cancelled(Exception):
    """A queued run was cancelled."""


@contextlib.contextmanager
def hold_device(
    run: RunDir, device: str, should_stop: Callable[[], bool] = lambda: False
) -> Iterator[None]:
    """Hold `device` for `run`, after waiting until it is free and no run was queued earlier.

    Raises Cancelled if `should_stop()` while waiting.
    """
    lock = process_lock(_lock_path(run.path.parent, device))
    while True:
        if should_stop():
            raise Cancelled
        with contextlib.suppress(Timeout):
            lock.acquire(timeout=0)
            if not queue_position(run, device):
                break
            lock.release()
        time.sleep(POLL_SECONDS)
    try:
        yield
    finally:
        lock.release()


def queued_runs(root: Path, device: str | None = None) -> list[RunDir]:
    """Queued runs under `root`, the next one first; of all devices, or of `device`."""
    found = []
    for run in all_runs(root):
        status = run.status()
        if status["state"] == "queued" and device in (None, status.get("device", device)):
            queued_at = status.get("queued_at", status.get("updated"))
            found.append((queued_at if isinstance(queued_at, (int, float)) else 0.0, run.id, run))
    return [run for _, _, run in sorted(found, key=lambda entry: entry[:2])]


def queue_position(run: RunDir, device: str | None) -> int:
    """How many runs are queued ahead of `run` for `device`, or for all; 0 if it is not queued."""
    queue = [other.id for other in queued_runs(run.path.parent, device)]
    return queue.index(run.id) if run.id in queue else 0


def ahead_of(run: RunDir, device: str | None) -> list[RunDir]:
    """Who a queued run waits for: the run that holds the device, then those queued before it."""
    queue = queued_runs(run.path.parent, device)
    ids = [other.id for other in queue]
    before = queue[: ids.index(run.id)] if run.id in ids else []
    return [*_holders(run, device), *before]


def _holders(run: RunDir, device: str | None) -> list[RunDir]:
    """The run that trains on `device` or is paused on it; one at most, except on other machines."""
    found = []
    for other in all_runs(run.path.parent):
        status = other.status()
        is_on_it = device in (None, status.get("device", device))
        if other.id != run.id and is_on_it and status["state"] in ("running", "paused"):
            found.append(other)
    return found


def _lock_path(root: Path, device: str) -> Path:
    # The host name is included, since several machines may share the folder.
    name = re.sub(r"[^a-z0-9]+", "-", f"{platform.node()}-{device}".lower())
    return root / f".device-{name}.lock"
