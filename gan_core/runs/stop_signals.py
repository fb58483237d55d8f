"""Treats Ctrl-C, SIGTERM and (on Windows) Ctrl-Break as a request to stop and save."""

import signal
from typing import Any

SIGNALS = ("SIGINT", "SIGTERM", "SIGBREAK")


class StopSignals:
    """Catches signals from its creation on. Only the main thread may create one."""

    def __init__(self) -> None:
        self.received = False
        # Set explicitly: a process started in the background may inherit an ignored SIGINT.
        for name in SIGNALS:
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), self._receive)

    def _receive(self, number: int, frame: Any) -> None:
        self.received = True
