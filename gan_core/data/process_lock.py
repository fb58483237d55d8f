"""Locks that are free again however their holder ends. No torch in here.

On a drive of one machine the system's lock is enough: it is released with its holder. On any other,
and where there are no locks, it may hold on one machine only or not at all, so a lease takes its
place: a file beside it that its holder touches every 15 s. Who wants the lock takes it over when it
has seen the file unchanged for 45 s, on its own clock, or at once when it knows that the holder, a
process of the same machine, has ended. An answer that is not understood never means "free".
"""

import contextlib
import errno
import functools
import os
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from filelock import BaseFileLock, FileLock, LeaseSettingsMismatch, SoftFileLease, Timeout

from gan_core.data import drives

if sys.platform != "win32":
    import fcntl

LEASE_SECONDS, BEAT_SECONDS = 45.0, 15.0  # the same on all machines, or they refuse each other
_NO_LOCKS = {errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP, getattr(errno, "ENOTSUP", 0)}
_said: set[Path] = set()  # folders of which this process has said that they have no locks
_watched: dict[Path, SoftFileLease] = {}  # each remembers since when its file is unchanged
_watching = threading.Lock()


def process_lock(path: Path, lost: Callable[[], None] | None = None) -> BaseFileLock:
    """The lock of file `path`, or a lease; a drive that has no locks is named once on stderr.

    `lost` is called, in another thread, when a lease was lost while it was held: another machine
    may have taken it over. A process that was frozen hears of it up to `BEAT_SECONDS` late.
    """
    reason = _missing(path)
    if reason is None and drives.is_one_machines(path.parent):
        return FileLock(path)
    if reason is not None and path.parent not in _said:
        _said.add(path.parent)
        print(
            f"{path.parent} is on a drive without file locks ({reason}); lease files are used "
            "instead, which other machines respect.",
            file=sys.stderr,
        )
    return _lease(path, lost)


def is_lease(lock: BaseFileLock) -> bool:
    """Whether a file stands for the lock, of which it takes time to tell that its holder died."""
    return isinstance(lock, SoftFileLease)


def lease_of(path: Path) -> Path:
    """The file that stands for the lock where the system's is not enough."""
    return path.with_name(f"{path.name}.held")


def is_held(path: Path) -> bool:
    """Whether a process holds the lock or its lease; True where that cannot be told."""
    return is_locked(path) or _is_leased(lease_of(path))


def is_locked(path: Path) -> bool:
    """Whether a process holds the system's lock, whatever there is in its place now.

    Asking takes a lock shared, so that two askers do not collide.
    """
    try:
        with open(path, "rb") as stream:
            if sys.platform != "win32":
                fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
                fcntl.flock(stream, fcntl.LOCK_UN)
            else:
                with FileLock(path, timeout=0.02, poll_interval=0.005):
                    pass
    except (BlockingIOError, Timeout):
        return True
    except (FileNotFoundError, NotADirectoryError):
        pass
    except OSError as error:
        return error.errno not in _NO_LOCKS
    return False


def _lease(path: Path, lost: Callable[[], None] | None = None, **options: Any) -> SoftFileLease:
    return SoftFileLease(
        lease_of(path),
        lease_duration=LEASE_SECONDS,
        heartbeat_interval=BEAT_SECONDS,
        on_compromise=None if lost is None else lambda _: lost(),
        **options,
    )


def _is_leased(file: Path) -> bool:
    """Whether the lease is held. One whose holder has died is removed."""
    if not file.exists():
        return False
    with _watching:
        path = file.with_name(file.name.removesuffix(".held"))
        lease = _watched.setdefault(file, _lease(path, thread_local=False))
        try:
            with lease.acquire(timeout=0):
                pass
        except (OSError, Timeout, LeaseSettingsMismatch):
            return True
        del _watched[file]
        return False


def _missing(path: Path) -> str | None:
    """Why there are no locks where `path` lies; None where there are, and where opening fails."""
    if sys.platform == "win32":
        return None
    try:
        with open(path, "ab") as stream:
            fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError as error:
        return error.strerror if error.errno in _NO_LOCKS else None
    return "two can hold one" if _grants_everything(str(path.parent)) else None


@functools.lru_cache(maxsize=256)
def _grants_everything(folder: str) -> bool:
    """Whether a lock is given to two at once, as on a drive that only pretends to have locks."""
    if sys.platform == "win32":
        return False
    name = ""
    try:
        descriptor, name = tempfile.mkstemp(prefix=".locks-", suffix=".tmp", dir=folder)
        with open(descriptor, "wb") as one, open(name, "ab") as other:
            fcntl.flock(one, fcntl.LOCK_EX | fcntl.LOCK_NB)
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
    except OSError:
        return False
    finally:
        with contextlib.suppress(OSError):
            if name:
                os.unlink(name)
