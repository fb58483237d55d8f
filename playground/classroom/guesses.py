"""Guessing a code or a teacher's link: slowed, then refused, by the address it comes from.

A whole class may share one address, behind a router or a proxy. So only failures count, and what
has once been right from an address stays open to it, however many wrong guesses come beside it.
All of it is in memory: no address is written anywhere.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

ALLOWED = 10  # failures at once
SECONDS_EACH = 6.0  # until one more is allowed
LONGEST_DELAY = 2.0  # seconds
MOST_ADDRESSES = 2_000
MOST_KNOWN = 100  # of an address


@dataclass
class _Caller:
    failures: float = 0.0
    at: float = 0.0
    known: OrderedDict[str, None] = field(default_factory=OrderedDict)


class Guesses:
    """What each address has tried. Used by the event loop alone."""

    def __init__(self, clock: Callable[[], float] = time.monotonic):
        self._clock = clock
        self._callers: OrderedDict[str, _Caller] = OrderedDict()  # longest ago first

    def refuses(self, address: str, secret: str) -> bool:
        """Whether `secret` is not even looked at: too many failures, and never right before."""
        caller = self._callers.get(address)
        if caller is None or secret in caller.known:
            return False
        self._forgive(caller)
        return caller.failures > ALLOWED - 1

    def failed(self, address: str) -> float:
        """Note a wrong guess; the seconds to wait before answering it."""
        caller = self._caller(address)
        self._forgive(caller)
        caller.failures = min(caller.failures + 1, ALLOWED)
        return min(LONGEST_DELAY, 0.1 * 2 ** (caller.failures - 1))

    def right(self, address: str, secret: str) -> None:
        """Note that `secret` was right from here."""
        known = self._caller(address).known
        known[secret] = None
        known.move_to_end(secret)
        if len(known) > MOST_KNOWN:
            known.popitem(last=False)

    def _caller(self, address: str) -> _Caller:
        if address not in self._callers:
            self._callers[address] = _Caller(at=self._clock())
        self._callers.move_to_end(address)
        if len(self._callers) > MOST_ADDRESSES:
            self._callers.popitem(last=False)
        return self._callers[address]

    def _forgive(self, caller: _Caller) -> None:
        now = self._clock()
        caller.failures = max(0.0, caller.failures - (now - caller.at) / SECONDS_EACH)
        caller.at = now
