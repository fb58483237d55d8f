"""How much a request may send, and how slowly."""

import asyncio
from collections.abc import Callable

from starlette.types import Message, Receive

MOST_BYTES = 16_000_000  # to a route of ours; each has a smaller limit of its own
PATIENCE = 60.0  # seconds between two parts of a body


class BoundedBody:
    """A request's `receive` that hangs up at a body too large or too slow, and notes why."""

    def __init__(self, receive: Receive, most: int, refuse: Callable[[str, int], None]):
        self._receive, self._most, self._refuse = receive, most, refuse
        self._received = 0
        self._complete = False

    async def __call__(self) -> Message:
        if self._complete:
            return await self._receive()  # nothing but the end of the connection comes
        try:
            message = await asyncio.wait_for(self._receive(), PATIENCE)
        except TimeoutError:
            return self._hang_up("The rest of this did not arrive; send it again.", 408)
        if message["type"] == "http.request":
            self._received += len(message.get("body", b""))
            self._complete = not message.get("more_body", False)
        if self._received > self._most:
            return self._hang_up(too_large(self._most), 413)
        return message

    def _hang_up(self, sentence: str, status: int) -> Message:
        self._complete = True
        self._refuse(sentence, status)
        return {"type": "http.disconnect"}


def too_large(most: int) -> str:
    """The sentence for a body of more than `most` bytes."""
    return f"This is larger than {most / 1e6:,.0f} MB, the most that is taken."
