"""Reading what a page sends to a route."""

import json
from typing import Any

from starlette.requests import ClientDisconnect, Request

from gan_core import GanError
from playground.shared.responses import Refused

MOST_DRAINED = 8_000_000  # bytes of a body that is too large, read so that its sender hears why

NO_SUCH_ACTION = "The page asked for something that does not exist; reload it."


async def read_wish(request: Request, most: int) -> dict[str, Any]:
    """What was pressed on a page, with its values: a JSON object, read as `read_json` does."""
    wish = await read_json(request, most)
    if not isinstance(wish, dict):
        raise GanError("What a page sends must be a JSON object; reload it.")
    return wish


async def read_json(request: Request, most: int) -> Any:
    """The JSON of a request's body of at most `most` bytes; Refused or GanError otherwise."""
    sent, size = bytearray(), 0
    try:
        async for part in request.stream():
            size += len(part)
            if size <= most:
                sent += part
            elif size > MOST_DRAINED:
                break
    except ClientDisconnect:
        raise Refused(
            "The connection broke before everything was sent; send it again.", 400
        ) from None
    if size > most:
        raise Refused(f"This is larger than {most // 1000} kB, the most that is taken.", 413)
    try:
        return json.loads(sent)
    except (ValueError, RecursionError):
        raise GanError("What was sent is not JSON.") from None
