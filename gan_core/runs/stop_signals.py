"""Ctrl-C, SIGTERM and (on Windows) Ctrl-Break as a request to stop, not as an end."""

import signal
from typing import Any

SIGNALS = ("SIGINT", "SIGTERM", "SIGBREAK")


class StopSignals:
    """Listens from its creation on. Only the main thread may make one."""

    def __init__(self) -> None:
        self.received = False
        # Said outright, because a process started in the background may inherit SIGINT ignored.
        for name in SIGNALS:
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), self._receive)

    def _receive(self, number: int, frame: Any) -> None:
        self.received = True
