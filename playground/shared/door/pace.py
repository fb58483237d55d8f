"""How many requests a second one browser gets answered, so that none slows all others down.

Who asks faster waits, as for a slow server, and notices nothing but that; only a browser that lets
hundreds of requests wait is refused. It holds back a page gone wild or a script in a browser, and
is no defence against an attack: whoever makes up a new cookie for each request is held back by
address alone, which many browsers share.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from playground.shared import responses
from playground.shared.addresses import OURS
from playground.shared.browser import asker_in, asking
from playground.shared.door import teachers

AT_ONCE = 5.0  # seconds' worth of requests: opening a page asks for a hundred files
LONGEST_WAIT = 5.0  # seconds
A_CLASS = 40  # browsers at one address
MOST_KNOWN = 4_000  # browsers and addresses that are kept in mind
HEALTH = "/_stcore/health"
TOO_FAST = (
    "This browser asks more than {most:g} times a second, the most that it gets answered here; "
    "wait a moment, and close other tabs of the playground."
)


class Buckets:
    """Token buckets by name: `most` a second, and as many at once as come in AT_ONCE seconds."""

    def __init__(self, most: float, clock: Callable[[], float] = time.monotonic):
        self.most, self._clock = most, clock
        self._free_at: OrderedDict[str, float] = OrderedDict()

    def wait(self, name: str, share: float = 1.0) -> float:
        """Seconds until this request may be answered; `share` of a second's worth is counted."""
        now = self._clock()
        due = max(self._free_at.get(name, 0.0), now - AT_ONCE)
        self._free_at[name] = due + share / self.most
        self._free_at.move_to_end(name)
        if len(self._free_at) > MOST_KNOWN:
            self._free_at.popitem(last=False)
        return max(0.0, due - now)

    def give_back(self, name: str, share: float = 1.0) -> None:
        """Not answered after all."""
        self._free_at[name] -= share / self.most


class Pace:
    """The middleware; `most` requests a second, infinite for no limit."""

    def __init__(self, app: ASGIApp, most: float, clock: Callable[[], float] = time.monotonic):
        self.app, self.buckets = app, Buckets(most, clock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not scope["path"].endswith(HEALTH):
            named = list(_named(scope))
            wait = max((self.buckets.wait(*each) for each in named), default=0.0)
            if wait > LONGEST_WAIT and not _is_teachers(scope):
                for each in named:
                    self.buckets.give_back(*each)
                await self._refuse(scope, receive, send)
                return
            if wait and not _is_teachers(scope):
                await asyncio.sleep(wait)
        await self.app(scope, receive, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        plain = responses.error if OURS in scope["path"] else PlainTextResponse
        answer = plain(TOO_FAST.format(most=self.buckets.most), 429)
        answer.headers["retry-after"] = f"{LONGEST_WAIT:.0f}"
        await answer(scope, receive, send)


def _is_teachers(scope: Scope) -> bool:
    with asking(Request(scope)):
        return teachers.is_teacher()


def _named(scope: Scope) -> Iterator[tuple[str, float]]:
    """What a request counts for, and how much: its browser, and its address with a whole class."""
    if who := asker_in(Headers(scope=scope)):
        yield who, 1.0
    if client := scope.get("client"):
        yield f"address {client[0]}", 1.0 / A_CLASS
