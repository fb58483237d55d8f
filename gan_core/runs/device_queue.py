"""One run at a time on a device; the others are queued, first come first served. No torch here.

The queue is the runs themselves: a queued run whose process is alive. The device is a lock that the
system frees however its holder ends.
"""

import contextlib
import platform
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from gan_core.runs.run_dir import RunDir, all_runs

POLL_SECONDS = 0.5


class Cancelled(Exception):
    """A queued run was cancelled."""


@contextlib.contextmanager
def hold_device(
    run: RunDir, device: str, should_stop: Callable[[], bool] = lambda: False
) -> Iterator[None]:
    """Hold `device` for `run`, after waiting until it is free and nobody queued earlier.

    Raises Cancelled when `should_stop()` while waiting.
    """
    lock = FileLock(_lock_path(run.path.parent, device))
    while True:
        if should_stop():
            raise Cancelled
        with contextlib.suppress(Timeout):
            lock.acquire(timeout=0)
            if not _is_behind_another(run, device):
                break
            lock.release()
        time.sleep(POLL_SECONDS)
    try:
        yield
    finally:
        lock.release()


def queued_runs(root: Path, device: str | None = None) -> list[RunDir]:
    """Queued runs under `root`, the next one first: of all devices, or those for `device`."""
    found = []
    for run in all_runs(root):
        status = run.status()
        if status["state"] == "queued" and device in (None, status.get("device", device)):
            since = status.get("queued_at", status.get("updated"))
            found.append((since if isinstance(since, (int, float)) else 0.0, run.id, run))
    return [run for _, _, run in sorted(found, key=lambda entry: entry[:2])]


def _is_behind_another(run: RunDir, device: str) -> bool:
    queue = [other.id for other in queued_runs(run.path.parent, device)]
    return run.id in queue and queue.index(run.id) > 0


def _lock_path(root: Path, device: str) -> Path:
    # The host is part of the name: the same folder may be shared by several machines.
    name = re.sub(r"[^a-z0-9]+", "-", f"{platform.node()}-{device}".lower())
    return root / f".device-{name}.lock"
