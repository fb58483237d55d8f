"""The clock of a run, which counts training time only."""

import contextlib
import time
from collections.abc import Iterator


class Clock:
    """Training time of a run in seconds, over all its resumes, without time in `paused()`."""

    def __init__(self) -> None:
        self._before, self._since = 0.0, time.perf_counter()

    @property
    def seconds(self) -> float:
        return self._before + time.perf_counter() - self._since

    @seconds.setter
    def seconds(self, value: float) -> None:
        self._before, self._since = value, time.perf_counter()

    @contextlib.contextmanager
    def paused(self) -> Iterator[None]:
        paused_at = self.seconds
        try:
            yield
        finally:
            self.seconds = paused_at
