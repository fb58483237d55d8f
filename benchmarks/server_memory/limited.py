"""Processes that may use so much memory and no more: a cgroup, or a limit of each process."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

CGROUPS = Path("/sys/fs/cgroup")


class Limit(Protocol):
    """A limit that processes are put under; their children come under it by themselves."""

    kind: str

    def add(self, pid: int) -> None:
        """From now on this process and its children count."""

    def peak_mb(self) -> float | None:
        """The most that was used, files that the system keeps in memory included."""


class Group:
    """A cgroup of its own, version 2 or 1. Its limit holds for all its processes together."""

    def __init__(self, name: str, limit: int):
        first = (CGROUPS / "memory").is_dir()
        self.kind = f"cgroup v{1 if first else 2}"
        self.path = (CGROUPS / "memory" if first else CGROUPS) / name
        self._most = "memory.max_usage_in_bytes" if first else "memory.peak"
        self.path.mkdir()
        try:
            (self.path / ("memory.limit_in_bytes" if first else "memory.max")).write_text(
                str(limit)
            )
        except OSError:
            self.path.rmdir()
            raise

    def add(self, pid: int) -> None:
        (self.path / "cgroup.procs").write_text(str(pid))

    def peak_mb(self) -> float | None:
        most = self.path / self._most
        return int(most.read_text()) / 1e6 if most.exists() else None

    def remove(self) -> None:
        """Once its processes have ended."""
        for _ in range(50):
            try:
                return self.path.rmdir()
            except OSError:
                time.sleep(0.1)


class DataLimit:
    """RLIMIT_DATA: what each process allocates for itself. (RLIMIT_AS would count what torch maps
    and never touches, many GB.)
    """

    kind = "RLIMIT_DATA"

    def __init__(self, limit: int):
        self.limit = limit

    def add(self, pid: int) -> None:
        import resource

        assert sys.platform == "linux"
        resource.prlimit(pid, resource.RLIMIT_DATA, (self.limit, self.limit))

    def peak_mb(self) -> float | None:
        return None


@contextmanager
def limited(name: str, megabytes: int) -> Iterator[Limit]:
    """A cgroup where one may be made here, else a limit of each process. Linux only."""
    try:
        group = Group(f"gan-{name}-{os.getpid()}", megabytes * 2**20)
    except OSError:
        yield DataLimit(megabytes * 2**20)
        return
    try:
        yield group
    finally:
        group.remove()
