"""While a run trains on this machine's CPU, drawing leaves it most of a core.

People who drag would otherwise take the cores from the run that the class is waiting for. Answers
are spaced instead: each begins once the one before has been paid for, in the order in which they
were asked for. `benchmarks.class_load` measures what that leaves to both.
"""

import threading
import time
from collections.abc import Awaitable, Callable

import anyio
import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response

from gan_core.queue.device_queue import is_free
from playground.shared.paths import runs_root

SHARE = 0.15  # of a core, for drawing; receiving and sending cost about as much again
LONGEST_SECONDS = 0.25  # that one answer makes the next one wait; a page of images costs a second
LONGEST_WAIT = 10.0  # seconds: a class of forty that drags needs less, a script would have no end
LATEST = 0.1  # weight of the latest answer in what one costs on average
LOOK_SECONDS = 1.0  # between two looks at whether a run trains


def trains_here() -> bool:
    """Whether a run trains on this machine's CPU."""
    return not is_free(runs_root(), "cpu")


class DrawingPace:
    """When the next answer may begin, and what the answers before it cost."""

    def __init__(
        self,
        trains: Callable[[], bool] = trains_here,
        clock: Callable[[], float] = time.monotonic,
    ):
        self._trains, self._clock = trains, clock
        self._lock = threading.Lock()
        self._is_training, self._looked_at = False, -LOOK_SECONDS
        self._cost = 0.0  # seconds of a core
        self._free_at = 0.0

    def take_turn(self) -> float:
        """Seconds until this answer may begin; 0 while nothing trains."""
        with self._lock:
            now = self._clock()
            begin = min(max(now, self._free_at), now + LONGEST_WAIT) if self._is_training else now
            self._free_at = begin + min(self._cost / SHARE, LONGEST_SECONDS)
            return begin - now

    def add(self, cost: float) -> None:
        """Note what an answer has cost, in seconds of a core."""
        with self._lock:
            self._cost += LATEST * (cost - self._cost)
            now = self._clock()
            if is_due := now - self._looked_at >= LOOK_SECONDS:
                self._looked_at = now
        if is_due:
            self._is_training = self._trains()


shared = DrawingPace()


def paced(
    draw: Callable[[Request], Response],
    limiter: anyio.CapacityLimiter,
    pace: DrawingPace = shared,
) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint that draws in a thread of `limiter` when its turn has come."""

    def counted(request: Request) -> Response:
        before = time.thread_time()
        try:
            return draw(request)
        finally:
            pace.add(time.thread_time() - before)

    async def endpoint(request: Request) -> Response:
        if wait := pace.take_turn():
            await anyio.sleep(wait)
        return await anyio.to_thread.run_sync(counted, request, limiter=limiter)

    return endpoint
