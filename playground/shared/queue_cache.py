"""The outlook of the queue, read once a second however many pages show it."""

import threading
import time
from pathlib import Path

from gan_core.queue.outlook import Outlook, read_outlook

FRESH_SECONDS = 1.0

_lock = threading.Lock()
_read: dict[Path, tuple[float, Outlook]] = {}


def outlook(root: Path) -> Outlook:
    """The outlook of the queue under `root`, at most a second old."""
    with _lock:
        at, found = _read.get(root, (0.0, None))
        if found is None or time.monotonic() - at > FRESH_SECONDS:
            found = read_outlook(root)
            _read[root] = (time.monotonic(), found)
        return found
