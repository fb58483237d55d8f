"""Locks that the system releases however their holder ends. No torch in here.

Some network drives have no file locks: NFS without its lock daemon, some FUSE and Lustre mounts.
There a marker file beside the lock takes its place; it names process and machine, and one whose
process has ended on this machine counts for nothing.
"""

import errno
import sys
from pathlib import Path

from filelock import BaseFileLock, FileLock, SoftFileLock, Timeout

if sys.platform != "win32":
    import fcntl

_NO_LOCKS = {errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP, getattr(errno, "ENOTSUP", 0)}
_said: set[Path] = set()  # folders of which this process has said that they have no locks


def process_lock(path: Path) -> BaseFileLock:
    """The lock of file `path`; where there are no locks, a marker, which is said once on stderr."""
    if (reason := _missing(path)) is None:
        return FileLock(path)
    if path.parent not in _said:
        _said.add(path.parent)
        print(
            f"{path.parent} is on a drive without file locks ({reason}); a marker file is used "
            "instead, so train each run there on one machine only.",
            file=sys.stderr,
        )  # fmt: skip
    return SoftFileLock(marker_of(path))


def is_marker(lock: BaseFileLock) -> bool:
    """Whether a file stands for the lock, which another machine may not respect."""
    return isinstance(lock, SoftFileLock)


def marker_of(path: Path) -> Path:
    """The file that stands for the lock where there are none."""
    return path.with_name(f"{path.name}.held")


def is_held(path: Path) -> bool:
    """Whether a process holds the lock, or its marker; True where that cannot be told.

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
        if error.errno not in _NO_LOCKS:
            return True
    return _is_marked(marker_of(path))


def _is_marked(marker: Path) -> bool:
    if not marker.exists():
        return False
    try:
        with SoftFileLock(marker, timeout=0):  # it removes what an ended process has left
            return False
    except (OSError, Timeout):
        return True


def _missing(path: Path) -> str | None:
    """Why there are no locks where `path` lies; None where there are, and where opening fails."""
    if sys.platform == "win32":
        return None
    try:
        with open(path, "ab") as stream:
            fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError as error:
        return error.strerror if error.errno in _NO_LOCKS else None
    return None
