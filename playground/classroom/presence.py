"""Who is there, in memory only: the students whose pages have asked lately, and on which page."""

import threading
import time
from collections import Counter, OrderedDict

AWAY_AFTER = 15.0  # seconds; a page asks every second, a hidden tab every five
MOST = 500  # students a class is counted for


class Presence:
    """The students of one class. Thread-safe."""

    def __init__(self) -> None:
        self._seen: OrderedDict[str, tuple[float, str]] = OrderedDict()  # longest ago first
        self._lock = threading.Lock()

    def seen(self, student: str, page: str) -> None:
        """A student's page has asked."""
        with self._lock:
            self._seen[student] = (time.monotonic(), page)
            self._seen.move_to_end(student)
            if len(self._seen) > MOST:
                self._seen.popitem(last=False)

    def left(self, student: str) -> None:
        """A student has pressed Leave."""
        with self._lock:
            self._seen.pop(student, None)

    def count(self) -> int:
        """How many are here."""
        return len(self._here())

    def pages(self) -> dict[str, int]:
        """How many have which page open."""
        return dict(Counter(self._here()).most_common())

    def _here(self) -> list[str]:
        long_ago = time.monotonic() - AWAY_AFTER
        with self._lock:
            while self._seen and next(iter(self._seen.values()))[0] < long_ago:
                self._seen.popitem(last=False)
            return [page for _, page in self._seen.values()]
