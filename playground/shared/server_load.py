"""Whether the server answers late, and which limit it has reached: measured all the time, shown on
the page of whoever can do something about it.

How late is measured at the event loop, through which every answer goes: a nap that lasts longer
than it should is how long everything else waits, too.
"""

import asyncio
import contextlib
import shutil
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import psutil

from playground.shared.paths import runs_root

NAP = 0.25  # seconds
REMEMBERED = 60  # naps: the last 15 seconds
LOOK_SECONDS = 5.0  # between two looks at the machine
LATE = 0.25  # seconds; a page that answers later feels slow
BUSY = 90.0  # percent
FULL = 0.08  # of the memory that is left
SCARCE = 1e9  # bytes of the disk that are left
LESS_MEMORY = "Let fewer runs train at a time, with smaller batches."


@dataclass(frozen=True)
class Load:
    """The server at one moment."""

    late: float = 0.0
    """Seconds by which one answer in twenty was late, in the last 15 seconds."""
    process: float = 0.0
    """How much of one core this process takes, percent; it can hardly take more than one."""
    machine: float = 0.0
    """How busy all cores are, percent."""
    memory_left: float = 1.0
    """Share of the machine's memory."""
    disk_left: float = float("inf")
    """Bytes on the disk of the runs."""


def in_words(load: Load) -> list[str]:
    """A sentence for each limit that is reached; none while all is well."""
    words = []
    if load.late >= LATE:
        words.append(f"The server answers {load.late:.1f} s late: {_cause(load)}")
    elif load.memory_left < FULL:
        words.append(f"Only {load.memory_left:.0%} of the machine's memory is left. {LESS_MEMORY}")
    if load.disk_left < SCARCE:
        words.append(
            f"Only {load.disk_left / 1e9:.1f} GB are left on the disk of the runs: delete old runs "
            "before they can no longer be saved."
        )
    return words


def _cause(load: Load) -> str:
    if load.memory_left < FULL:
        return f"the memory of the machine is full. {LESS_MEMORY}"
    if load.process >= BUSY:
        return (
            "its process takes a whole core, and cannot take more. Let fewer people drag in "
            "Explore at a time, or give half of the class a server of their own."
        )
    if load.machine >= BUSY:
        return "all cores of the machine are busy. Let fewer runs train at a time."
    return "neither its cores nor its memory are used up; perhaps its disk or the network is slow."


class LoadMeter:
    """Measures in the event loop that `watch` runs in, and is read from any thread."""

    def __init__(self, folder: Callable[[], Path]):
        self._folder = folder  # on the disk that counts
        self._late: deque[float] = deque([0.0], maxlen=REMEMBERED)
        self._machine = Load()
        self._lock = threading.Lock()
        self._process = psutil.Process()

    async def watch(self) -> None:
        """Never returns."""
        looked = 0.0
        while True:
            before = time.monotonic()
            await asyncio.sleep(NAP)
            now = time.monotonic()
            with self._lock:
                self._late.append(max(0.0, now - before - NAP))
            if now - looked > LOOK_SECONDS:
                looked = now
                with contextlib.suppress(OSError):  # the drive of the runs may be away for a while
                    self._machine = await asyncio.to_thread(self._look)

    def load(self) -> Load:
        """How it is now."""
        with self._lock:
            naps = sorted(self._late)
        return replace(self._machine, late=naps[int(0.95 * (len(naps) - 1))])

    def _look(self) -> Load:
        memory, folder = psutil.virtual_memory(), self._folder()
        while not folder.exists():
            folder = folder.parent
        return Load(
            process=self._process.cpu_percent(None),
            machine=psutil.cpu_percent(None),
            memory_left=memory.available / memory.total,
            disk_left=shutil.disk_usage(folder).free,
        )


meter = LoadMeter(runs_root)  # of this server
